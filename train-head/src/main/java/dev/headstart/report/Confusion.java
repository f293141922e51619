package dev.headstart.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How often each class was taken for each.
 *
 * @param counts {@code [label][predicted]}
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record Confusion(int[][] counts) {

    /** How often a class was taken for one, itself or another. */
    record Cell(int label, int predicted, int count) {}

    static Confusion of(Judgements judgements, int classes) {
        int[][] counts = new int[classes][classes];
        for (int i = 0; i < judgements.size(); i++) {
            counts[judgements.labels()[i]][judgements.predicted(i)]++;
        }
        return new Confusion(counts);
    }

    int classes() {
        return counts.length;
    }

    /** Rows of the class. */
    int support(int label) {
        int sum = 0;
        for (int count : counts[label]) {
            sum += count;
        }
        return sum;
    }

    /** Rows that were taken for the class. */
    int predicted(int as) {
        int sum = 0;
        for (int[] row : counts) {
            sum += row[as];
        }
        return sum;
    }

    /** Where anything is. */
    List<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        for (int label = 0; label < counts.length; label++) {
            for (int c = 0; c < counts.length; c++) {
                if (counts[label][c] > 0) {
                    cells.add(new Cell(label, c, counts[label][c]));
                }
            }
        }
        return cells;
    }

    /** What a class was wrongly taken for, the most frequent first. */
    List<Cell> mistakes(int label) {
        List<Cell> mistakes = new ArrayList<>();
        for (int c = 0; c < counts.length; c++) {
            if (c != label && counts[label][c] > 0) {
                mistakes.add(new Cell(label, c, counts[label][c]));
            }
        }
        mistakes.sort(Comparator.comparingInt(Cell::count).reversed());
        return mistakes;
    }
}
