package dev.headstart.report;

import dev.headstart.metrics.Interval;
import java.util.ArrayList;
import java.util.List;

/** Whether a head that is 80 % sure is right four times in five. */
final class Calibration {
    private static final int BINS = 10;

    private Calibration() {}

    /**
     * Predictions about equally sure.
     *
     * @param confidence mean probability of the predicted class
     * @param accuracy share of them that is right
     */
    record Bin(int count, double confidence, double accuracy, Interval interval) {}

    /** Bins of equal width, those without predictions left out, the least sure first. */
    static List<Bin> of(Judgements judgements) {
        int[] count = new int[BINS];
        int[] hits = new int[BINS];
        double[] confidence = new double[BINS];
        for (int i = 0; i < judgements.size(); i++) {
            int bin = Math.min((int) (judgements.confidence(i) * BINS), BINS - 1);
            count[bin]++;
            hits[bin] += judgements.correct(i) ? 1 : 0;
            confidence[bin] += judgements.confidence(i);
        }
        List<Bin> bins = new ArrayList<>();
        for (int b = 0; b < BINS; b++) {
            if (count[b] > 0) {
                bins.add(new Bin(count[b], confidence[b] / count[b], (double) hits[b] / count[b],
                        Interval.of(hits[b], count[b])));
            }
        }
        return bins;
    }
}
