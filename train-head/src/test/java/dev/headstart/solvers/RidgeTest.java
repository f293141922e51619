package dev.headstart.solvers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headstart.head.LinearHead;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against the normal equations, solved in float64 by elimination. */
class RidgeTest {
    @ParameterizedTest
    @CsvSource({"60, 5, 0.01, false", "60, 5, 0, false", "61, 5, 1, true", "12, 30, 0.01, false", "13, 30, 0.1, true"})
    void theWeightsAreTheNormalEquationsTimesOneScale(int rows, int dimension, double l2, boolean balance)
            throws IOException {
        Clouds clouds = Clouds.of(rows, dimension, 3);
        int[] seen = clouds.where(i -> i % 4 != 1 || i % 3 > 0);
        Problem problem = clouds.problem(balance, seen);
        double[][] expected = normalEquations(clouds, seen, problem.shares(0), l2);
        LinearHead head = fit(problem, l2).getFirst();
        double scale = head.weight()[0] / expected[0][0];
        assertTrue(scale > 0, "scale " + scale);
        for (int c = 0; c < 3; c++) {
            for (int d = 0; d < dimension; d++) {
                assertEquals(expected[c][d] * scale, head.weight()[c * dimension + d], 1e-4 * scale);
            }
            assertEquals(expected[c][dimension] * scale, head.bias()[c], 1e-4 * scale);
        }
    }

    @Test
    void oneFactorisationServesAllPenaltiesAsItWouldEach() throws IOException {
        Clouds clouds = Clouds.of(60, 5, 3);
        Problem problem = clouds.problem(false, clouds.all());
        List<LinearHead> together = fit(problem, 1, 0.1, 0.01);
        assertEquals(fit(problem, 0.1).getFirst().weight()[0], together.get(1).weight()[0]);
        assertTrue(together.get(0).weight()[0] != together.get(1).weight()[0]);
    }

    @Test
    void theScaleIsWhereSmoothedTargetsAreMetBest() throws IOException {
        Clouds clouds = Clouds.of(60, 5, 3);
        LinearHead head = fit(clouds.problem(false, clouds.all()), 0.01).getFirst();
        double best = loss(clouds, head, 1);
        assertTrue(best < loss(clouds, head, 0.99) && best < loss(clouds, head, 1.01));
    }

    @Test
    void aClassThatALearnerHasNotSeenIsPossibleAndNeverTheMostProbable() throws IOException {
        Clouds clouds = Clouds.of(60, 5, 3);
        int[] seen = clouds.where(i -> clouds.y()[i] != 1);
        LinearHead head = fit(clouds.problem(false, seen), 0.01).getFirst();
        for (float[] x : clouds.x()) {
            double[] p = head.probabilities(x, 0);
            assertTrue(p[1] > 0 && p[1] < Math.max(p[0], p[2]) / seen.length, "p " + p[1]);
            assertEquals(1, p[0] + p[1] + p[2], 1e-12);
        }
    }

    private static List<LinearHead> fit(Problem problem, double... penalties) throws IOException {
        return Heads.fit(new Ridge(), problem, Arrays.stream(penalties).mapToObj(Setting::penalty).toList());
    }

    /** Cross-entropy with Platt's targets, of logits times a factor. */
    private static double loss(Clouds clouds, LinearHead head, double factor) {
        double loss = 0;
        for (int i = 0; i < clouds.y().length; i++) {
            double[] p = Arrays.stream(head.probabilities(clouds.x()[i], 0)).map(q -> Math.pow(q, factor)).toArray();
            double sum = Arrays.stream(p).sum();
            for (int c = 0; c < 3; c++) {
                loss -= Math.log(p[c] / sum) * ((clouds.y()[i] == c ? 20 : 0) + 1) / 23;
            }
        }
        return loss;
    }

    /** {@code [classes][dim + 1]}, the bias last. */
    private static double[][] normalEquations(Clouds clouds, int[] seen, float[] shares, double l2) {
        int size = clouds.x()[0].length + 1;
        double[][] weights = new double[clouds.classes()][];
        for (int c = 0; c < weights.length; c++) {
            double[][] a = new double[size][size + 1];
            for (int d = 0; d < size - 1; d++) {
                a[d][d] = l2;
            }
            for (int i : seen) {
                for (int d = 0; d < size; d++) {
                    double row = shares[i] * (d < size - 1 ? clouds.x()[i][d] : 1);
                    for (int e = 0; e < size; e++) {
                        a[d][e] += row * (e < size - 1 ? clouds.x()[i][e] : 1);
                    }
                    a[d][size] += row * (clouds.y()[i] == c ? 1 : 0);
                }
            }
            weights[c] = eliminate(a);
        }
        return weights;
    }

    private static double[] eliminate(double[][] a) {
        int n = a.length;
        for (int k = 0; k < n; k++) {
            for (int i = 0; i < n; i++) {
                double factor = i == k ? 0 : a[i][k] / a[k][k]; // positive definite: no pivot is zero
                for (int j = k; j <= n && factor != 0; j++) {
                    a[i][j] -= factor * a[k][j];
                }
            }
        }
        double[] x = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = a[i][n] / a[i][i];
        }
        return x;
    }
}
