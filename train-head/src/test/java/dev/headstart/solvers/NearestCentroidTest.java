package dev.headstart.solvers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headstart.head.LinearHead;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NearestCentroidTest {
    @Test
    void logitsDifferByTheSquaredDistancesTimesOneScale() throws IOException {
        Clouds clouds = Clouds.of(60, 5, 3);
        int[] seen = clouds.where(i -> i % 5 > 0);
        double[][] means = means(clouds, seen);
        LinearHead head = fit(clouds, seen);
        double scale = 0;
        for (float[] x : clouds.x()) {
            double[] p = head.probabilities(x, 0);
            double logOdds = Math.log(p[0] / p[2]);
            double nearer = square(x, means[2]) - square(x, means[0]);
            scale = scale == 0 ? logOdds / nearer : scale;
            assertEquals(scale * nearer, logOdds, 1e-4);
        }
        assertTrue(scale > 0, "scale " + scale);
    }

    @Test
    void embeddingsFarFromZeroAreToldApartAsThoseAroundItAre() throws IOException {
        Clouds near = Clouds.of(60, 5, 3);
        Clouds far = Clouds.of(60, 5, 3);
        for (int i = 0; i < near.x().length; i++) {
            for (int d = 0; d < near.x()[i].length; d++) {
                near.x()[i][d] = Math.round(near.x()[i][d] * 64) / 64f; // so that both are exact
                far.x()[i][d] = near.x()[i][d] + 10_000;
            }
        }
        LinearHead expected = fit(near, near.all());
        LinearHead actual = fit(far, far.all());
        for (int i = 0; i < near.x().length; i++) {
            assertArrayEquals(expected.probabilities(near.x()[i], 0), actual.probabilities(far.x()[i], 0), 0.02);
        }
    }

    @Test
    void aClassThatNobodyHasSeenIsPossibleAndNeverNearest() throws IOException {
        Clouds clouds = Clouds.of(60, 5, 3);
        LinearHead head = fit(clouds, clouds.where(i -> clouds.y()[i] != 0));
        for (float[] x : clouds.x()) {
            double[] p = head.probabilities(x, 0);
            assertTrue(p[0] > 0 && p[0] < Math.max(p[1], p[2]) / 40, "p " + p[0]);
        }
    }

    private static LinearHead fit(Clouds clouds, int[] seen) throws IOException {
        return Heads.fit(new NearestCentroid(), clouds.problem(false, seen), List.of(new Setting(Map.of()))).getFirst();
    }

    private static double[][] means(Clouds clouds, int[] seen) {
        double[][] sums = new double[clouds.classes()][clouds.x()[0].length];
        int[] support = new int[clouds.classes()];
        for (int i : seen) {
            support[clouds.y()[i]]++;
        }
        for (int i : seen) {
            for (int d = 0; d < sums[0].length; d++) {
                sums[clouds.y()[i]][d] += (double) clouds.x()[i][d] / support[clouds.y()[i]];
            }
        }
        return sums;
    }

    private static double square(float[] x, double[] mean) {
        double sum = 0;
        for (int d = 0; d < x.length; d++) {
            sum += (x[d] - mean[d]) * (x[d] - mean[d]);
        }
        return sum;
    }
}
