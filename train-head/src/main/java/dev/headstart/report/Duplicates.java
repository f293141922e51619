package dev.headstart.report;

import dev.headstart.embeddings.Sample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Pictures that are in the data more than once, as the same file or nearly the same picture.
 *
 * @param groups those on both sides of the split first, then those with different labels, then the larger ones
 * @param measuredAcross measured rows that have a duplicate on another side: what was learnt there is no news here
 * @param complete false if near pairs could not all be listed: see {@link NearPairs}
 */
record Duplicates(List<Group> groups, int measuredAcross, boolean complete) {

    /**
     * @param rows indexes into the embeddings, ascending
     * @param exact whether all are the same file
     * @param across whether they lie on several sides of the split
     * @param contradictory whether their labels differ
     */
    record Group(List<Integer> rows, boolean exact, boolean across, boolean contradictory) {}

    static Duplicates of(Run run) throws IOException {
        Map<String, List<Integer>> files = new LinkedHashMap<>();
        for (int i = 0; i < run.parts().size(); i++) {
            if (run.parts().get(i) != null) {
                files.computeIfAbsent(run.pictures().isEmpty() ? "row " + i : run.pictures().get(i).sha256(),
                        _ -> new ArrayList<>()).add(i);
            }
        }
        List<List<Integer>> distinct = List.copyOf(files.values());
        NearPairs near = NearPairs
                .among(new Directions(run.embeddings(), distinct.stream().mapToInt(List::getFirst).toArray()));
        int[] root = IntStream.range(0, distinct.size()).toArray();
        for (NearPairs.Pair pair : near.pairs()) {
            root[find(root, pair.b())] = find(root, pair.a());
        }
        Map<Integer, List<List<Integer>>> joined = new TreeMap<>();
        for (int i = 0; i < root.length; i++) {
            joined.computeIfAbsent(find(root, i), _ -> new ArrayList<>()).add(distinct.get(i));
        }
        List<Group> groups = joined.values()
                .stream()
                .filter(same -> same.size() > 1 || same.getFirst().size() > 1)
                .map(same -> group(run, same))
                .sorted(Comparator.comparing((Group g) -> !g.across())
                        .thenComparing(g -> !g.contradictory())
                        .thenComparing(g -> -g.rows().size()))
                .toList();
        boolean[] measured = new boolean[run.parts().size()];
        for (int row : run.measured().samples().rows()) {
            measured[row] = true;
        }
        int across = (int) groups.stream()
                .filter(Group::across)
                .flatMap(group -> group.rows().stream())
                .filter(row -> measured[row])
                .count();
        return new Duplicates(groups, across, near.complete());
    }

    private static Group group(Run run, List<List<Integer>> files) {
        List<Integer> rows = files.stream().flatMap(List::stream).sorted().toList();
        return new Group(rows, files.size() == 1, rows.stream().map(run.parts()::get).distinct().count() > 1,
                rows.stream().map(run.embeddings().rows()::get).map(Sample::label).distinct().count() > 1);
    }

    private static int find(int[] root, int i) {
        int at = i;
        while (root[at] != at) {
            root[at] = root[root[at]];
            at = root[at];
        }
        return at;
    }

    /** Groups on both sides of the split. */
    int across() {
        return (int) groups.stream().filter(Group::across).count();
    }
}
