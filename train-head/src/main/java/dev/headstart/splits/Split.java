package dev.headstart.splits;

import dev.headstart.cli.UserException;
import dev.headstart.embeddings.Row;
import dev.headstart.weights.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which rows heads learn from, which they are chosen by, and which nothing looks at until that is done; by their index. Rows without a label
 * are in none.
 *
 * @param test empty where no row says {@code test}
 */
public record Split(List<Integer> train, List<Integer> validation, List<Integer> test) {

    /**
     * By the rows' own splits if they have them. Where no row says {@code val}, a fraction of each class of the others, taken by a hash of the
     * path, so that every class is on both sides, moving the folder changes nothing, and new pictures move few others.
     *
     * @param fraction of each class that is held out, in (0, 1)
     */
    public static Split of(List<Row> rows, double fraction, long seed) {
        List<Integer> test = labelled(rows, "test");
        List<Integer> validation = labelled(rows, "val");
        if (validation.isEmpty()) {
            List<Integer> learnt = IntStream.range(0, rows.size())
                    .filter(i -> rows.get(i).label() != null && !"test".equals(rows.get(i).split()))
                    .boxed()
                    .toList();
            return drawn(rows, learnt, test, fraction, seed);
        }
        List<Integer> train = labelled(rows, "train");
        if (train.isEmpty()) {
            throw new UserException(
                    "column 'split' has " + validation.size() + " rows of 'val' and none of 'train'; both are needed");
        }
        return new Split(train, validation, test);
    }

    private static List<Integer> labelled(List<Row> rows, String split) {
        return IntStream.range(0, rows.size())
                .filter(i -> rows.get(i).label() != null && split.equals(rows.get(i).split()))
                .boxed()
                .toList();
    }

    private static Split drawn(List<Row> rows, List<Integer> learnt, List<Integer> test, double fraction, long seed) {
        List<Integer> train = new ArrayList<>();
        List<Integer> validation = new ArrayList<>();
        byClass(rows, learnt, seed).forEach((label, members) -> {
            if (members.size() < 2) {
                throw new UserException("class '" + label
                        + "' has one row: it cannot be both learnt from and measured on; add pictures or leave the class out");
            }
            int held = Math.clamp(Math.round(members.size() * fraction), 1, members.size() - 1);
            validation.addAll(members.subList(0, held));
            train.addAll(members.subList(held, members.size()));
        });
        return new Split(train, validation, test);
    }

    /** Each class's rows in the order of a hash of their paths. */
    private static Map<String, List<Integer>> byClass(List<Row> rows, List<Integer> indexes, long seed) {
        Map<String, List<Integer>> classes = indexes.stream()
                .collect(Collectors.groupingBy(i -> Objects.requireNonNull(rows.get(i).label()), TreeMap::new,
                        Collectors.toList()));
        classes.replaceAll((_, members) -> members.stream()
                .sorted(Comparator.comparing(i -> hash(rows.get(i).path(), seed)))
                .toList());
        return classes;
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

    /**
     * The folds of a cross-validation over some rows, every class spread over all of them.
     *
     * @param indexes of the rows
     * @return per fold, positions in {@code indexes} on either side
     */
    public static List<Fold> folds(List<Row> rows, List<Integer> indexes, int count, long seed) {
        Map<Integer, Integer> foldOf = new TreeMap<>();
        byClass(rows, indexes, seed).forEach((label, members) -> {
            if (members.size() < count) {
                throw new UserException("class '" + label + "' has " + members.size() + " rows, fewer than the " + count
                        + " folds of --cv; choose fewer, or add pictures");
            }
            for (int j = 0; j < members.size(); j++) {
                foldOf.put(members.get(j), j % count);
            }
        });
        return IntStream.range(0, count)
                .mapToObj(f -> new Fold(
                        IntStream.range(0, indexes.size())
                                .filter(i -> foldOf.getOrDefault(indexes.get(i), -1) != f)
                                .toArray(),
                        IntStream.range(0, indexes.size())
                                .filter(i -> foldOf.getOrDefault(indexes.get(i), -1) == f)
                                .toArray()))
                .toList();
    }

    private static String hash(String path, long seed) {
        return Sha256.of((seed + "/" + path).getBytes(StandardCharsets.UTF_8));
    }
}
