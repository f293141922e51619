package dev.headstart.metrics;

import dev.headstart.splits.Samples;
import java.util.List;

/**
 * Temperature scaling (Guo et al., "On Calibration of Modern Neural Networks", 2017): the one number that logits are divided by for the
 * probabilities to be worth most on samples that the head did not learn from. No prediction changes by it.
 */
public final class Temperature {
    private static final double HOTTEST = 100;
    private static final double COLDEST = 0.01;
    private static final int STEPS = 50;
    private static final double CLOSE = 1e-9;

    private Temperature() {}

    /**
     * The temperature of least log-loss over all predictions, in [0.01, 100]. The log-loss is convex in its inverse, which Newton's method finds between bounds.
     */
    public static double fit(List<Predictions> predictions) {
        double low = 1 / HOTTEST;
        double high = 1 / COLDEST;
        double inverse = 1;
        for (int step = 0; step < STEPS && high - low > CLOSE; step++) {
            double at = inverse;
            double[] derivatives = predictions.stream()
                    .map(p -> derivatives(p, at))
                    .reduce((a, b) -> new double[]{a[0] + b[0], a[1] + b[1]})
                    .orElseThrow();
            if (derivatives[0] > 0) {
                high = inverse;
            } else {
                low = inverse;
            }
            double next = derivatives[1] > 0 ? inverse - derivatives[0] / derivatives[1] : low;
            double clamped = next > low && next < high ? next : (low + high) / 2;
            if (Math.abs(clamped - inverse) < CLOSE) {
                break;
            }
            inverse = clamped;
        }
        return 1 / inverse;
    }

    /** First and second derivative of the log-loss by the inverse temperature. */
    private static double[] derivatives(Predictions predictions, double inverse) {
        Samples samples = predictions.samples();
        int k = samples.classes();
        Predictions scaled = predictions.at(1 / inverse);
        double slope = 0;
        double curvature = 0;
        for (int i = 0; i < samples.size(); i++) {
            double[] p = scaled.probabilities(i);
            double mean = 0;
            double square = 0;
            for (int c = 0; c < k; c++) {
                double z = predictions.logits()[i * k + c];
                mean += p[c] * z;
                square += p[c] * z * z;
            }
            slope += mean - predictions.logits()[i * k + samples.labels()[i]];
            curvature += square - mean * mean;
        }
        return new double[]{slope, curvature};
    }
}
