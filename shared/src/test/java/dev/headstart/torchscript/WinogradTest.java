package dev.headstart.torchscript;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headstart.backbone.Backbone;
import dev.headstart.backbone.Layer;
import dev.headstart.backbone.Layer.Child;
import dev.headstart.backbone.Layer.Conv;
import dev.headstart.backbone.Layer.Sequential;
import dev.headstart.backbone.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WinogradTest {
    private static final double ROUNDING = 1e-5;

    private static final Backbone NETWORK = new Backbone("small", new Sequential(List.of(
            new Child("stem", three(3, 64)), new Child("wide", three(64, 128)), new Child("relu", new Layer.Relu()),
            new Child("block", new Layer.Residual(
                    new Sequential(
                            List.of(new Child("conv1", three(128, 128)), new Child("bn", new Layer.BatchNorm(128)),
                                    new Child("relu", new Layer.Relu()), new Child("conv2", three(128, 128)))),
                    Optional.empty())),
            new Child("last", three(128, 192)), new Child("pool", new Layer.AvgPool(1)),
            new Child("flatten", new Layer.Flatten()), new Child("fc", new Layer.Linear(192, 10)))));

    @TempDir
    Path folder;

    /** With sides that tiles do and do not fill, and batches that come in one round, in equal ones and with a rest. */
    @ParameterizedTest
    @CsvSource({"4, 4", "7, 5", "8, 4", "13, 7", "14, 4", "28, 8", "28, 11", "54, 4", "56, 5"})
    void mapsAreThoseOfPlainConvolutions(int side, int batch) throws IOException {
        List<String> layers = List.of("wide", "block.bn", "block", "last", "fc");
        List<float[]> plain = run(new AtenKernels(), layers, side, batch);
        List<float[]> fast = run(new OneDnnKernels(batch, true), layers, side, batch);
        List<float[]> alone = run(new OneDnnKernels(batch, true), List.of("last"), side, batch);
        for (int l = 0; l < layers.size(); l++) {
            requireNear(layers.get(l), plain.get(l), fast.get(l));
        }
        requireNear("last, all before it fused", plain.get(3), alone.getFirst());
    }

    private static void requireNear(String name, float[] expected, float[] actual) {
        assertEquals(expected.length, actual.length, name);
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            difference = Math.max(difference, Math.abs((double) expected[i] - actual[i]));
        }
        assertTrue(difference <= ROUNDING * largest, name + ": " + difference + " of " + largest);
    }

    @Test
    void itIsForManyChannelsAndForMapsThatFillTheirTiles() {
        assertTrue(Winograd.pays(three(64, 128), map(7)));
        assertFalse(Winograd.pays(three(64, 64), map(56)));
        assertFalse(Winograd.pays(three(512, 512), map(5)));
        assertFalse(Winograd.pays(new Conv(128, 128, 3, 2, 1, 1, false), map(28)));
        assertFalse(Winograd.pays(new Conv(128, 128, 1, 1, 0, 1, false), map(28)));
        assertFalse(Winograd.pays(new Conv(128, 128, 3, 1, 1, 32, false), map(28)));
    }

    private static Shape map(int side) {
        return new Shape(List.of(128, side, side));
    }

    private static Conv three(int in, int out) {
        return new Conv(in, out, 3, 1, 1, 1, true);
    }

    private List<float[]> run(Kernels kernels, List<String> layers, int side, int batch) throws IOException {
        return Noise.through(NETWORK, new Target(Precision.FP32, kernels), layers, side, batch, folder);
    }
}
