package dev.headstart.splits;

import dev.headstart.cli.UserException;
import dev.headstart.embeddings.Sample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Rows that must be on one side together. A row without a group is one of its own. */
final class Groups {
    private Groups() {}

    /** Whether any row has one. */
    static boolean are(List<Sample> rows) {
        return rows.stream().anyMatch(r -> r.group() != null);
    }

    /** @throws UserException if a group is on two sides, naming it */
    static void requireWhole(List<Sample> rows, Split split) {
        Map<String, String> sides = new HashMap<>();
        requireWhole(rows, split.train(), "train", sides);
        requireWhole(rows, split.validation(), "val", sides);
        requireWhole(rows, split.test(), "test", sides);
    }

    private static void requireWhole(List<Sample> rows, List<Integer> indexes, String side, Map<String, String> sides) {
        for (int i : indexes) {
            String group = rows.get(i).group();
            String other = group == null ? null : sides.putIfAbsent(group, side);
            if (other != null && !other.equals(side)) {
                throw new UserException("group '" + group + "' is in both " + other + " and " + side
                        + ", so that what is measured was learnt from; mend the split, or leave --group out");
            }
        }
    }

    /**
     * Folds that keep groups whole and spread every class as evenly as that allows: group by group, the largest first, to the fold where
     * its classes are rarest.
     *
     * @return per fold, positions in {@code indexes} on either side
     */
    static List<Fold> folds(List<Sample> rows, List<Integer> indexes, int count, long seed) {
        Map<String, List<Integer>> groups = new LinkedHashMap<>();
        for (int p = 0; p < indexes.size(); p++) {
            Sample row = rows.get(indexes.get(p));
            // A path may read as a group does, but no group begins so.
            String group = row.group() == null ? "\0" + row.path() : row.group();
            groups.computeIfAbsent(group, _ -> new ArrayList<>()).add(p);
        }
        if (groups.size() < count) {
            throw new UserException("there are " + groups.size() + " groups, fewer than the " + count
                    + " sides they should be on; choose fewer folds, or another --group");
        }
        int[] foldOf = new int[indexes.size()];
        List<Map<String, Integer>> filled = IntStream.range(0, count)
                .<Map<String, Integer>>mapToObj(_ -> new HashMap<>())
                .toList();
        List<Map.Entry<String, List<Integer>>> ordered = HashOrder
                .sorted(List.copyOf(groups.entrySet()), Map.Entry::getKey, seed)
                .stream()
                .sorted(Comparator.comparingInt(g -> -g.getValue().size()))
                .toList();
        for (Map.Entry<String, List<Integer>> group : ordered) {
            int fold = IntStream.range(0, count)
                    .boxed()
                    .min(Comparator.<Integer>comparingLong(f -> crowd(rows, indexes, group.getValue(), filled.get(f)))
                            .thenComparing(f -> filled.get(f).values().stream().mapToInt(n -> n).sum()))
                    .orElseThrow();
            for (int p : group.getValue()) {
                foldOf[p] = fold;
                filled.get(fold).merge(String.valueOf(rows.get(indexes.get(p)).label()), 1, Integer::sum);
            }
        }
        return Folds.of(foldOf, count);
    }

    /** How many rows of a group's classes a fold has, as often as the group has such. */
    private static long crowd(List<Sample> rows, List<Integer> indexes, List<Integer> group,
            Map<String, Integer> filled) {
        return group.stream()
                .mapToLong(p -> filled.getOrDefault(String.valueOf(rows.get(indexes.get(p)).label()), 0))
                .sum();
    }
}
