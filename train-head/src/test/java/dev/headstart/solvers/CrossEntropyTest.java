package dev.headstart.solvers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.headstart.torchscript.OneDnn;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CrossEntropyTest {
    private static final int ROWS = 700;
    /** So many that a lane has several chunks. */
    private static final int LEARNERS = 1500;
    private static final int DIMENSION = 5;
    private static final int CLASSES = 3;

    private final Clouds clouds = Clouds.of(ROWS, DIMENSION, CLASSES);
    private final double[][] theta = new double[DIMENSION + 1][CLASSES];

    /** {@code [d + 1, k]} each, row by row, the last row the biases. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Expected(double loss, double[] gradient, double[] curvature) {}

    @ParameterizedTest
    @EnumSource
    void itIsWhatTheFormulaSays(Products products) throws IOException {
        assumeTrue(products == Products.PLAIN || OneDnn.multipliesFaster(Device.cpu()),
                "skipped: this CPU has no oneDNN");
        float[] all = shares(1);
        float[] some = shares(3);
        try (NDManager manager = NDManager.newBaseManager(Device.cpu());
                Lanes lanes = new Lanes();
                CrossEntropy loss = new CrossEntropy(manager.create(clouds.values(), new Shape(ROWS, DIMENSION)),
                        clouds.y(), CLASSES, learners(all, some), lanes, products)) {
            NDArray point = point(manager);
            List<CrossEntropy.Value> both = loss
                    .at(List.of(new CrossEntropy.Point(0, point), new CrossEntropy.Point(1, point)), true);
            requireSame(expected(all), both.getFirst());
            requireSame(expected(some), both.getLast());
            // A learner alone, as when the other has converged.
            CrossEntropy.Value alone = loss.at(List.of(new CrossEntropy.Point(1, point)), false).getFirst();
            assertEquals(both.getLast().loss(), alone.loss(), 1e-6);
        }
    }

    private static void requireSame(Expected expected, CrossEntropy.Value value) {
        assertEquals(expected.loss(), value.loss(), 1e-6 * expected.loss());
        assertArrayEquals(expected.gradient(), doubles(value.gradient()), 1e-6);
        assertArrayEquals(expected.curvature(), doubles(value.curvature().orElseThrow()), 1e-6);
    }

    private static double[] doubles(NDArray array) {
        float[] floats = array.toFloatArray();
        double[] doubles = new double[floats.length];
        for (int i = 0; i < floats.length; i++) {
            doubles[i] = floats[i];
        }
        return doubles;
    }

    private static List<float[]> learners(float[] first, float[] others) {
        List<float[]> learners = new ArrayList<>(Collections.nCopies(LEARNERS, others));
        learners.set(0, first);
        return learners;
    }

    /** Every {@code each}-th row counts the same, the others nothing. */
    private static float[] shares(int each) {
        float[] shares = new float[ROWS];
        for (int i = 0; i < ROWS; i += each) {
            shares[i] = 1f / Math.ceilDiv(ROWS, each);
        }
        return shares;
    }

    private NDArray point(NDManager manager) {
        float[] values = new float[(DIMENSION + 1) * CLASSES];
        for (int i = 0; i < values.length; i++) {
            theta[i / CLASSES][i % CLASSES] = Math.sin(i);
            values[i] = (float) Math.sin(i);
        }
        return manager.create(values, new Shape(DIMENSION + 1, CLASSES));
    }

    private Expected expected(float[] shares) {
        double loss = 0;
        double[] gradient = new double[(DIMENSION + 1) * CLASSES];
        double[] curvature = new double[gradient.length];
        for (int i = 0; i < ROWS; i++) {
            double[] p = new double[CLASSES];
            double sum = 0;
            for (int k = 0; k < CLASSES; k++) {
                double z = theta[DIMENSION][k];
                for (int d = 0; d < DIMENSION; d++) {
                    z += theta[d][k] * clouds.x()[i][d];
                }
                p[k] = Math.exp(z);
                sum += p[k];
            }
            for (int k = 0; k < CLASSES; k++) {
                p[k] /= sum;
                double residual = p[k] - (clouds.y()[i] == k ? 1 : 0);
                for (int d = 0; d <= DIMENSION; d++) {
                    double x = d == DIMENSION ? 1 : clouds.x()[i][d];
                    gradient[d * CLASSES + k] += shares[i] * residual * x;
                    curvature[d * CLASSES + k] += shares[i] * p[k] * (1 - p[k]) * x * x;
                }
            }
            loss -= shares[i] * Math.log(p[clouds.y()[i]]);
        }
        return new Expected(loss, gradient, curvature);
    }
}
