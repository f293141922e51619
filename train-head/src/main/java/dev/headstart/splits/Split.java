package dev.headstart.splits;

import dev.headstart.cli.UserException;
import dev.headstart.embeddings.Part;
import dev.headstart.embeddings.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which rows heads learn from, which they are chosen by, and which nothing looks at until that is done; by their index. Rows without a label
 * are in none; nor, where some say {@code val}, those that say nothing.
 *
 * @param test empty where no row says {@code test}
 */
public record Split(List<Integer> train, List<Integer> validation, List<Integer> test) {
    /**
     * By the rows' own splits if they have them. Where no row says {@code val}, a fraction of each class of the others, taken by a hash of the
     * path, so that every class is on both sides, moving the folder changes nothing, and new pictures move few others. Groups stay whole.
     *
     * @param indexes of the rows that count; each has a label
     * @param fraction of each class that is held out, in (0, 1)
     * @throws UserException if a split is of no known name, a side is empty, a class has one row, or a group is torn apart
     */
    public static Split of(List<Sample> rows, List<Integer> indexes, double fraction, long seed) {
        Said said = Said.of(rows, indexes);
        List<Integer> test = said.test();
        if (said.validation().isEmpty()) {
            Split drawn = drawn(rows, said.allButTest(), test, fraction, seed);
            Groups.requireWhole(rows, drawn);
            return drawn;
        }
        if (said.train().isEmpty()) {
            throw new UserException(said.validation().size()
                    + " rows are of split 'val' and none of 'train'; both are needed, or --cv, which parts them anew");
        }
        Split split = new Split(said.train(), said.validation(), test);
        Groups.requireWhole(rows, split);
        return split;
    }

    /**
     * For folds: what does not say {@code test} is one, whatever else it says.
     *
     * @param indexes of the rows that count
     * @throws UserException if a split is of no known name, all rows are of {@code test}, or a group is on both sides
     */
    public static Split unparted(List<Sample> rows, List<Integer> indexes) {
        Said said = Said.of(rows, indexes);
        Split split = new Split(said.allButTest(), List.of(), said.test());
        Groups.requireWhole(rows, split);
        return split;
    }

    /** Rows by what they say. */
    private record Said(List<Integer> train, List<Integer> validation, List<Integer> test, List<Integer> nothing) {
        static Said of(List<Sample> rows, List<Integer> indexes) {
            Said said = new Said(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            for (int i : indexes) {
                Optional<Part> part = part(rows.get(i));
                (part.isEmpty() ? said.nothing : switch (part.get()) {
                    case TRAIN -> said.train;
                    case VAL -> said.validation;
                    case TEST -> said.test;
                }).add(i);
            }
            if (said.test.size() == indexes.size()) {
                throw new UserException("all " + indexes.size()
                        + " rows with a class are of split 'test': none is left to learn from; add rows of 'train'");
            }
            return said;
        }

        List<Integer> allButTest() {
            return Stream.of(train, validation, nothing).flatMap(List::stream).sorted().toList();
        }
    }

    private static Optional<Part> part(Sample row) {
        if (row.split() == null || row.split().isBlank()) {
            return Optional.empty();
        }
        Optional<Part> part = Part.of(row.split());
        if (part.isEmpty()) {
            throw new UserException("'" + row.path() + "' is of split '" + row.split()
                    + "', which is none of train, val and test; the nearest known name is '" + Part.nearest(row.split())
                    + "'; name another column with --split-column");
        }
        return part;
    }

    private static Split drawn(List<Sample> rows, List<Integer> learnt, List<Integer> test, double fraction,
            long seed) {
        if (Groups.are(rows)) {
            Fold fold = Groups.holdOut(rows, learnt, fraction, seed);
            return new Split(pick(learnt, fold.train()), pick(learnt, fold.validation()), test);
        }
        List<Integer> train = new ArrayList<>();
        List<Integer> validation = new ArrayList<>();
        SortedMap<String, List<Integer>> classes = HashOrder.byClass(rows, learnt, seed);
        requireTwoRowsEach(classes);
        classes.forEach((label, members) -> {
            int held = Math.clamp(Math.round(members.size() * fraction), 1, members.size() - 1);
            validation.addAll(members.subList(0, held));
            train.addAll(members.subList(held, members.size()));
        });
        return new Split(train, validation, test);
    }

    /** @throws UserException if a class has one row */
    static void requireTwoRowsEach(SortedMap<String, List<Integer>> classes) {
        List<String> single = classes.entrySet()
                .stream()
                .filter(members -> members.getValue().size() < 2)
                .map(Map.Entry::getKey)
                .toList();
        if (single.size() == 1) {
            throw new UserException("class '" + single.getFirst()
                    + "' has one row: it cannot be both learnt from and measured on; add pictures, or name the others with --classes");
        }
        if (!single.isEmpty()) {
            throw new UserException(String.format(Locale.ROOT,
                    "%,d of %,d classes have one row, '%s' for one: it cannot be both learnt from and measured on; add pictures, or name the others with --classes; or is another column the label (--label-column)?",
                    single.size(), classes.size(), single.getFirst()));
        }
    }

    private static List<Integer> pick(List<Integer> from, int[] positions) {
        return IntStream.of(positions).mapToObj(from::get).toList();
    }

    /** The one fold that the split itself is, over its training rows and then its validation rows. */
    public Fold holdOut() {
        return new Fold(IntStream.range(0, train.size()).toArray(),
                IntStream.range(train.size(), train.size() + validation.size()).toArray());
    }

    /** Training rows and then validation rows: what a choice among heads may look at. */
    public List<Integer> known() {
        return Stream.concat(train.stream(), validation.stream()).toList();
    }
}
