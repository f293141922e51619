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
    /** The share of pairs that counts as common, of those that are not nearly the same by the calibrated thresholds. */
    private static final double COMMON = 0.05;
    /** The distance of a copy is at most this share of a common distance. */
    private static final double COPY = 1.0 / 3;
    private static final int SAMPLED_PAIRS = 10_000;

    /**
     * The calibrated thresholds, raised to fit the embeddings given. Pictures of one kind lie closer together than photographs of anything do,
     * and their copies have to lie closer still: within a third of a common distance. Pairs that are nearly the same by the calibrated
     * thresholds do not make a distance common, however many they are: frames of a few films are copies. The photographs of the calibration
     * have such distances that the thresholds stay.
     *
     * <p>Empty if the backbone does not tell these pictures apart: if half of all pairs reach the calibrated cosine, as with untrained weights.
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
        double[] apart = beyond(1 - CALIBRATED.cosine, distances);
        double[] centredApart = beyond(1 - CALIBRATED.centredCosine, centredDistances);
        return apart.length <= SAMPLED_PAIRS / 2 ? Optional.empty()
                : Optional.of(new Nearness(Math.max(CALIBRATED.cosine, threshold(apart)),
                        Math.max(CALIBRATED.centredCosine, threshold(centredApart))));
    }

    private static double[] beyond(double limit, double[] distances) {
        return Arrays.stream(distances).filter(distance -> distance > limit).sorted().toArray();
    }

    /** @param apart sorted distances, some of them */
    private static double threshold(double[] apart) {
        return apart.length == 0 ? 0 : 1 - COPY * apart[(int) (COMMON * apart.length)];
    }

    /** Whether two embeddings, by position, are that alike. */
    boolean holds(Directions directions, int a, int b) {
        return directions.cosine(a, b) >= centredCosine && directions.plainCosine(a, b) >= cosine;
    }
}
