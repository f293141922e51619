package dev.headstart.solvers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.headstart.torchscript.OneDnn;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeatureProductsTest {
    private static final int DIMENSION = 3;

    /** Fewer rows than lanes, and more than a lane takes at a time. */
    @ParameterizedTest
    @CsvSource({"3, PLAIN", "3, ONEDNN", "9001, PLAIN", "9001, ONEDNN"})
    void productsAreThoseOfAllRows(int rows, Products products) throws IOException {
        assumeTrue(products == Products.PLAIN || OneDnn.multipliesFaster(Device.cpu()),
                "skipped: this CPU has no oneDNN");
        Clouds clouds = Clouds.of(rows, DIMENSION, 2);
        float[] covariance = new float[DIMENSION * DIMENSION];
        float[] reversed = new float[rows * DIMENSION];
        for (int d = 0; d < DIMENSION; d++) {
            for (int e = 0; e < DIMENSION; e++) {
                double sum = 0;
                for (float[] row : clouds.x()) {
                    sum += (double) row[d] * row[e];
                }
                covariance[d * DIMENSION + e] = (float) (sum / rows);
            }
        }
        for (int i = 0; i < rows; i++) {
            for (int d = 0; d < DIMENSION; d++) {
                reversed[i * DIMENSION + d] = clouds.x()[i][DIMENSION - 1 - d];
            }
        }
        try (NDManager manager = NDManager.newBaseManager(Device.cpu());
                Lanes lanes = new Lanes();
                FeatureProducts all = new FeatureProducts(products, lanes)) {
            NDArray x = manager.create(clouds.values(), new Shape(rows, DIMENSION));
            assertArrayEquals(covariance, all.covariance(x).toFloatArray(), 1e-5f);
            all.rotate(x, manager.eye(DIMENSION).flip(1));
            assertArrayEquals(reversed, x.toFloatArray(), 1e-6f);
        }
    }
}
