package dev.headstart.report;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * How alike two embeddings must be for their pictures to count as nearly the same.
 *
 * <p>{@link #CALIBRATED} is from 397 photographs (resnet18). None of their 78,606 pairs reaches a cosine of 0.892, or 0.822 with the mean
 * subtracted. A photograph and its copy in JPEG of quality 50 reach 0.920 and 0.857 at least; with a twentieth cropped away 0.951 and 0.832;
 * at half the size, nineteen in twenty reach 0.938 and 0.838.
 *
 * @param cosine least cosine of the embeddings
 * @param centredCosine least cosine with the mean of all embeddings subtracted
 */
record Nearness(double cosine, double centredCosine) {
    static final Nearness CALIBRATED = new Nearness(0.92, 0.8);
    /** The share of pairs that counts as common. */
    private static final double COMMON = 0.05;
    /** The distance of a copy is at most this share of a common distance. */
    private static final double COPY = 1.0 / 3;
    private static final int SAMPLED_PAIRS = 10_000;

    /**
     * The calibrated thresholds, raised to fit the embeddings given. Pictures of one kind lie closer together than photographs of anything do,
     * and their copies have to lie closer still: within a third of the distance that one pair in twenty falls below. The photographs of the
     * calibration have such distances that the thresholds stay.
     *
     * <p>Empty if the backbone does not tell these pictures apart: if every other pair reaches the calibrated cosine. Untrained backbones are
     * like that. (One pair in twenty would reach it in the frames of a few films, whose copies are to be found.)
     */
    static Optional<Nearness> among(Directions directions) {
        int n = directions.size();
        if (n < 2) {
            return Optional.of(CALIBRATED);
        }
        double[] distances = new double[SAMPLED_PAIRS];
        double[] centredDistances = new double[SAMPLED_PAIRS];
        SplittableRandom random = new SplittableRandom(0);
        for (int i = 0; i < SAMPLED_PAIRS; i++) {
            int a = random.nextInt(n);
            int b = (a + 1 + random.nextInt(n - 1)) % n;
            distances[i] = 1 - directions.plainCosine(a, b);
            centredDistances[i] = 1 - directions.cosine(a, b);
        }
        // Of few pictures, those that each have one copy make up more pairs than that: n / 2 of n (n - 1) / 2.
        double share = Math.min(0.5, Math.max(COMMON, 2.0 / (n - 1)));
        double raised = 1 - COPY * quantile(distances, share);
        double centredRaised = 1 - COPY * quantile(centredDistances, share);
        return quantile(distances, 0.5) <= 1 - CALIBRATED.cosine ? Optional.empty()
                : Optional.of(new Nearness(Math.max(CALIBRATED.cosine, raised),
                        Math.max(CALIBRATED.centredCosine, centredRaised)));
    }

    private static double quantile(double[] values, double share) {
        Arrays.sort(values);
        return values[(int) (share * values.length)];
    }

    /** Whether two embeddings, by position, are that alike. */
    boolean holds(Directions directions, int a, int b) {
        return directions.cosine(a, b) >= centredCosine && directions.plainCosine(a, b) >= cosine;
    }
}
