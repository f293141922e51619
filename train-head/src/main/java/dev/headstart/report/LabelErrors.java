package dev.headstart.report;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Rows whose label is probably wrong, by confident learning (Northcutt, Jiang and Chuang, "Confident Learning: Estimating Uncertainty in Dataset
 * Labels", 2021): a row counts as another class's if its probability there reaches what that class's own rows have on average.
 */
final class LabelErrors {
    private LabelErrors() {}

    /** Positions in the predictions, the surest error first: by how much the label's probability falls short of the best's. */
    static List<Integer> of(Judgements judgements, int classes) {
        double[] own = new double[classes];
        int[] count = new int[classes];
        for (int i = 0; i < judgements.size(); i++) {
            int label = judgements.labels()[i];
            own[label] += judgements.probabilities()[i][label];
            count[label]++;
        }
        double[] threshold = new double[classes];
        Arrays.setAll(threshold, c -> count[c] == 0 ? Double.POSITIVE_INFINITY : own[c] / count[c]);
        return IntStream.range(0, judgements.size())
                .filter(i -> isSuspect(judgements, i, threshold))
                .boxed()
                .sorted(Comparator.comparingDouble(
                        i -> judgements.probabilities()[i][judgements.labels()[i]] - judgements.confidence(i)))
                .toList();
    }

    /** The confident class is the most probable of those that reach their threshold. */
    private static boolean isSuspect(Judgements judgements, int i, double[] threshold) {
        double[] p = judgements.probabilities()[i];
        int confident = -1;
        for (int c = 0; c < p.length; c++) {
            if (p[c] >= threshold[c] && (confident < 0 || p[c] > p[confident])) {
                confident = c;
            }
        }
        return confident >= 0 && confident != judgements.labels()[i];
    }
}
