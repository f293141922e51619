package dev.headstart.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Rows whose label is probably wrong, by confident learning (Northcutt, Jiang and Chuang, "Confident Learning: Estimating Uncertainty in Dataset
 * Labels", 2021): a row counts as another class's if its probability there reaches what that class's own rows have on average.
 */
final class LabelErrors {
    private LabelErrors() {}

    /** Positions in the predictions, the surest error first: by how much the label's probability falls short of the best's. */
    static List<Integer> of(Judgements judgements, int classes) {
        double[] own = new double[judgements.size()];
        judgements.forEach((i, p) -> own[i] = p[judgements.labels()[i]]);
        double[] sum = new double[classes];
        int[] count = new int[classes];
        for (int i = 0; i < own.length; i++) {
            sum[judgements.labels()[i]] += own[i];
            count[judgements.labels()[i]]++;
        }
        double[] threshold = new double[classes];
        Arrays.setAll(threshold, c -> count[c] == 0 ? Double.POSITIVE_INFINITY : sum[c] / count[c]);
        List<Integer> suspects = new ArrayList<>();
        judgements.forEach((i, p) -> {
            if (isSuspect(p, judgements.labels()[i], threshold)) {
                suspects.add(i);
            }
        });
        suspects.sort(Comparator.comparingDouble(i -> own[i] - judgements.confidence(i)));
        return suspects;
    }

    /** The confident class is the most probable of those that reach their threshold. */
    private static boolean isSuspect(double[] p, int label, double[] threshold) {
        int confident = -1;
        for (int c = 0; c < p.length; c++) {
            if (p[c] >= threshold[c] && (confident < 0 || p[c] > p[confident])) {
                confident = c;
            }
        }
        return confident >= 0 && confident != label;
    }
}
