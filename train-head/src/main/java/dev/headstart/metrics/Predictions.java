package dev.headstart.metrics;

import dev.headstart.splits.Fold;
import dev.headstart.splits.Samples;
import java.util.ArrayList;
import java.util.List;

/**
 * What a head says of some samples.
 *
 * @param logits row-major, {@code [N, classes]}
 * @param temperature that logits are divided by before the softmax, above 0
 */
@SuppressWarnings("ArrayRecordComponent") // a matrix, never compared
public record Predictions(Samples samples, float[] logits, double temperature) {

    /**
     * Of a cross-validation: what is said of every sample by the head that did not learn from it.
     *
     * @param folds of the samples, one repeat after the other
     * @param predictions per fold
     * @return for each repeat
     */
    public static List<Predictions> pooled(Samples samples, List<Fold> folds, List<Predictions> predictions) {
        int k = samples.classes();
        List<Predictions> repeats = new ArrayList<>();
        float[] logits = new float[Math.multiplyExact(samples.size(), k)];
        int filled = 0;
        for (int f = 0; f < folds.size(); f++) {
            int[] held = folds.get(f).validation();
            for (int i = 0; i < held.length; i++) {
                System.arraycopy(predictions.get(f).logits(), i * k, logits, held[i] * k, k);
            }
            filled += held.length;
            if (filled == samples.size()) {
                repeats.add(new Predictions(samples, logits, 1));
                logits = new float[logits.length];
                filled = 0;
            }
        }
        return List.copyOf(repeats);
    }

    /** The same at another temperature. */
    public Predictions at(double other) {
        return new Predictions(samples, logits, other);
    }

    /** Class probabilities of sample {@code i}, {@code [classes]}. */
    public double[] probabilities(int i) {
        int k = samples.classes();
        double[] p = new double[k];
        double max = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < k; c++) {
            p[c] = logits[i * k + c] / temperature;
            max = Math.max(max, p[c]);
        }
        double sum = 0;
        for (int c = 0; c < k; c++) {
            p[c] = Math.exp(p[c] - max);
            sum += p[c];
        }
        for (int c = 0; c < k; c++) {
            p[c] /= sum;
        }
        return p;
    }
}
