package dev.headstart.splits;

import dev.headstart.cli.UserException;
import dev.headstart.embeddings.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.IntStream;

/** Several ways to part some rows. */
public final class Folds {
    private Folds() {}

    /**
     * Cross-validation, every class spread over all folds; groups stay whole.
     *
     * @param indexes of the rows
     * @param repeats how often, each time parted otherwise
     * @return per repeat and fold, positions in {@code indexes} on either side
     * @throws UserException if a class has fewer rows than there are folds, or none that a fold could learn from
     */
    public static List<Fold> crossValidation(List<Sample> rows, List<Integer> indexes, int count, int repeats,
            long seed) {
        List<Fold> folds = new ArrayList<>();
        for (int r = 0; r < repeats; r++) {
            folds.addAll(Groups.are(rows) ? Groups.folds(rows, indexes, count, seed + r)
                    : stratified(rows, indexes, count, seed + r));
        }
        return folds;
    }

    private static List<Fold> stratified(List<Sample> rows, List<Integer> indexes, int count, long seed) {
        int[] foldOf = new int[indexes.size()];
        List<Integer> positions = IntStream.range(0, indexes.size()).boxed().toList();
        SortedMap<String, List<Integer>> classes = HashOrder.byClass(indexes.stream().map(rows::get).toList(),
                positions, seed);
        Split.requireTwoRowsEach(classes);
        classes.forEach((label, members) -> {
            if (members.size() < count) {
                throw new UserException("class '" + label + "' has " + members.size() + " rows, fewer than the " + count
                        + " folds of --cv; choose fewer, add pictures, or name other classes with --classes");
            }
            for (int j = 0; j < members.size(); j++) {
                foldOf[members.get(j)] = j % count;
            }
        });
        return of(foldOf, count);
    }

    /** @param foldOf the fold that a position is held out in */
    static List<Fold> of(int[] foldOf, int count) {
        return IntStream.range(0, count)
                .mapToObj(f -> new Fold(IntStream.range(0, foldOf.length).filter(p -> foldOf[p] != f).toArray(),
                        IntStream.range(0, foldOf.length).filter(p -> foldOf[p] == f).toArray()))
                .toList();
    }

    /**
     * Draws of a few rows of each class, measured on one set: a point of a learning curve.
     *
     * @param rows of the samples
     * @param whole what is drawn from, and what is measured on
     * @param shots rows of each class; a class that has fewer gives all
     * @return a fold per draw; a draw of more shots holds those of fewer. One where no class has more: all would be the same
     */
    public static List<Fold> shots(List<Sample> rows, Fold whole, int shots, int draws, long seed) {
        Fold first = draw(rows, whole, shots, seed);
        return first.train().length == whole.train().length ? List.of(first)
                : IntStream.range(0, draws).mapToObj(draw -> draw(rows, whole, shots, seed + draw)).toList();
    }

    private static Fold draw(List<Sample> rows, Fold whole, int shots, long seed) {
        List<Integer> train = IntStream.of(whole.train()).boxed().toList();
        return new Fold(HashOrder.byClass(rows, train, seed)
                .values()
                .stream()
                .flatMap(members -> members.stream().limit(shots))
                .mapToInt(i -> i)
                .sorted()
                .toArray(), whole.validation());
    }
}
