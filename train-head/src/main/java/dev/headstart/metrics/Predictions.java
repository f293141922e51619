package dev.headstart.metrics;

import dev.headstart.splits.Samples;

/**
 * What a head says of some samples.
 *
 * @param logits row-major, {@code [N, classes]}
 * @param temperature that logits are divided by before the softmax, above 0
 */
@SuppressWarnings("ArrayRecordComponent") // a matrix, never compared
public record Predictions(Samples samples, float[] logits, double temperature) {

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
