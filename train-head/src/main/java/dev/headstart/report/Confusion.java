package dev.headstart.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * How often each class was taken for each. Of many classes most are never taken for most.
 *
 * @param counts by label and then by what it was taken for
 */
record Confusion(SortedMap<Integer, SortedMap<Integer, Integer>> counts) {

    /** How often a class was taken for one, itself or another. */
    record Cell(int label, int predicted, int count) {}

    static Confusion of(Judgements judgements) {
        SortedMap<Integer, SortedMap<Integer, Integer>> counts = new TreeMap<>();
        for (int i = 0; i < judgements.size(); i++) {
            counts.computeIfAbsent(judgements.labels()[i], _ -> new TreeMap<>())
                    .merge(judgements.predicted(i), 1, Integer::sum);
        }
        return new Confusion(counts);
    }

    private SortedMap<Integer, Integer> row(int label) {
        return counts.getOrDefault(label, Collections.emptySortedMap());
    }

    int count(int label, int predicted) {
        return row(label).getOrDefault(predicted, 0);
    }

    /** Rows of the class. */
    int support(int label) {
        return row(label).values().stream().mapToInt(n -> n).sum();
    }

    /** Where anything is, among some of the classes. */
    List<Cell> cells(Collection<Integer> classes) {
        Set<Integer> some = new HashSet<>(classes);
        return classes.stream()
                .flatMap(label -> row(label).entrySet().stream().map(e -> new Cell(label, e.getKey(), e.getValue())))
                .filter(cell -> some.contains(cell.predicted()))
                .toList();
    }

    /** What a class was wrongly taken for, the most frequent first. */
    List<Cell> mistakes(int label) {
        List<Cell> mistakes = new ArrayList<>();
        for (Map.Entry<Integer, Integer> e : row(label).entrySet()) {
            if (e.getKey() != label) {
                mistakes.add(new Cell(label, e.getKey(), e.getValue()));
            }
        }
        mistakes.sort(Comparator.comparingInt(Cell::count).reversed());
        return mistakes;
    }

    /**
     * The classes that were most often taken for others, in the order of their numbers.
     *
     * @param classes how many there are
     * @param most of them that are wanted
     */
    List<Integer> worst(int classes, int most) {
        int[] wrong = new int[classes];
        counts.forEach((label, row) -> wrong[label] = support(label) - count(label, label));
        return IntStream.range(0, classes)
                .boxed()
                .sorted(Comparator.comparingInt((Integer c) -> -wrong[c]))
                .limit(most)
                .sorted()
                .toList();
    }
}
