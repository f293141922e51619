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
        Map<String, List<Integer>> groups = members(rows, indexes);
        if (groups.size() < count) {
            throw new UserException("there are " + groups.size() + " groups, fewer than the " + count
                    + " folds of --cv; choose fewer, or another --group");
        }
        int[] foldOf = new int[indexes.size()];
        int[] sizes = new int[count];
        List<Map<String, Integer>> filled = IntStream.range(0, count)
                .<Map<String, Integer>>mapToObj(_ -> new HashMap<>())
                .toList();
        List<List<Integer>> ordered = ordered(groups, seed).stream()
                .sorted(Comparator.comparingInt(g -> -g.size()))
                .toList();
        for (List<Integer> group : ordered) {
            int fold = IntStream.range(0, count)
                    .boxed()
                    .min(Comparator.<Integer>comparingLong(f -> crowd(rows, indexes, group, filled.get(f)))
                            .thenComparing(f -> sizes[f]))
                    .orElseThrow();
            sizes[fold] += group.size();
            for (int p : group) {
                foldOf[p] = fold;
                filled.get(fold).merge(label(rows, indexes.get(p)), 1, Integer::sum);
            }
        }
        return Folds.of(foldOf, count);
    }

    /**
     * Holds out whole groups, in an order that the seed decides: each that brings what is held out of the classes nearer to a fraction of
     * them, and if none does, the smallest.
     *
     * @return positions in {@code indexes} on either side
     */
    static Fold holdOut(List<Sample> rows, List<Integer> indexes, double fraction, long seed) {
        List<List<Integer>> groups = ordered(members(rows, indexes), seed);
        if (groups.size() < 2) {
            throw new UserException("all rows are of one group, which cannot be both learnt from and measured on; "
                    + "choose another --group");
        }
        Map<String, Double> wanted = new HashMap<>();
        for (int i : indexes) {
            wanted.merge(label(rows, i), fraction, Double::sum);
        }
        int[] foldOf = new int[indexes.size()];
        int held = 0;
        for (List<Integer> group : groups) {
            // Of its own classes alone: there may be as many groups as classes, and many of both.
            Map<String, Double> before = new HashMap<>();
            group.forEach(p -> before.computeIfAbsent(label(rows, indexes.get(p)), wanted::get));
            Map<String, Double> without = new HashMap<>(before);
            group.forEach(p -> without.merge(label(rows, indexes.get(p)), -1.0, Double::sum));
            if (missed(without) < missed(before) && held + group.size() < indexes.size()) {
                group.forEach(p -> foldOf[p] = 1);
                held += group.size();
                wanted.putAll(without);
            }
        }
        if (held == 0) {
            groups.stream().min(Comparator.comparingInt(List::size)).orElseThrow().forEach(p -> foldOf[p] = 1);
        }
        return Folds.of(foldOf, 2).get(1);
    }

    private static double missed(Map<String, Double> wanted) {
        return wanted.values().stream().mapToDouble(Math::abs).sum();
    }

    private static Map<String, List<Integer>> members(List<Sample> rows, List<Integer> indexes) {
        Map<String, List<Integer>> groups = new LinkedHashMap<>();
        for (int p = 0; p < indexes.size(); p++) {
            Sample row = rows.get(indexes.get(p));
            // A path may read as a group does, but no group begins so.
            String group = row.group() == null ? "\0" + row.path() : row.group();
            groups.computeIfAbsent(group, _ -> new ArrayList<>()).add(p);
        }
        return groups;
    }

    private static List<List<Integer>> ordered(Map<String, List<Integer>> groups, long seed) {
        return HashOrder.sorted(List.copyOf(groups.entrySet()), Map.Entry::getKey, seed)
                .stream()
                .map(Map.Entry::getValue)
                .toList();
    }

    private static String label(List<Sample> rows, int index) {
        return String.valueOf(rows.get(index).label());
    }

    /** How many rows of a group's classes a fold has, as often as the group has such. */
    private static long crowd(List<Sample> rows, List<Integer> indexes, List<Integer> group,
            Map<String, Integer> filled) {
        return group.stream().mapToLong(p -> filled.getOrDefault(label(rows, indexes.get(p)), 0)).sum();
    }
}
