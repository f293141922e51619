package dev.headstart.torchscript;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headstart.backbone.Backbone;
import dev.headstart.backbone.Layer;
import dev.headstart.backbone.Layer.Child;
import dev.headstart.backbone.Layer.Conv;
import dev.headstart.backbone.Layer.Sequential;
import dev.headstart.backbone.Shape;
import dev.headstart.machine.Cpu;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WinogradTest {
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
        requireSame(Precision.FP32, 1e-5, side, batch);
    }

    /**
     * In whichever arithmetic this CPU computes bfloat16 in. Equal but for values that the order of a sum puts on the other side of where
     * bfloat16 rounds.
     */
    @ParameterizedTest
    @CsvSource({"7, 5", "14, 4", "28, 11"})
    void mapsOfBfloat16AreThoseOfPlainConvolutionsOfIt(int side, int batch) throws IOException {
        requireSame(Precision.BF16, 0x1p-7, side, batch);
    }

    /** In several rounds, in one, and in one that is filled up. */
    @ParameterizedTest
    @CsvSource({"FP32, 14", "FP32, 56", "BF16, 14", "BF16, 56"})
    void aPicturesMapsDoNotDependOnTheBatch(Precision precision, int side) throws IOException {
        float[] four = run(precision, new OneDnnKernels(4, 1), List.of("last"), side, 4).getFirst();
        for (int batch : List.of(5, 7, 12)) {
            float[] more = run(precision, new OneDnnKernels(batch, 1), List.of("last"), side, batch).getFirst();
            assertArrayEquals(four, Arrays.copyOf(more, four.length), batch + " pictures");
        }
    }

    private void requireSame(Precision precision, double tolerance, int side, int batch) throws IOException {
        List<String> layers = List.of("wide", "block.bn", "block", "last", "fc");
        List<float[]> plain = run(precision, new AtenKernels(), layers, side, batch);
        OneDnnKernels kernels = new OneDnnKernels(batch, 1);
        List<float[]> fast = run(precision, kernels, layers, side, batch);
        List<float[]> alone = run(precision, kernels, List.of("last"), side, batch);
        for (int l = 0; l < layers.size(); l++) {
            requireNear(layers.get(l), plain.get(l), fast.get(l), tolerance);
        }
        requireNear("last, all before it fused", plain.get(3), alone.getFirst(), tolerance);
    }

    private static void requireNear(String name, float[] expected, float[] actual, double tolerance) {
        assertEquals(expected.length, actual.length, name);
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            difference = Math.max(difference, Math.abs((double) expected[i] - actual[i]));
        }
        assertTrue(difference <= tolerance * largest, name + ": " + difference + " of " + largest);
    }

    @Test
    void itIsForManyChannelsAndForMapsThatFillTheirTiles() {
        assertTrue(pays(three(64, 128), 28, 1));
        assertFalse(pays(three(64, 64), 56, 1));
        assertFalse(pays(three(512, 512), 5, 1));
        assertFalse(pays(new Conv(128, 128, 3, 2, 1, 1, false), 28, 1));
        assertFalse(pays(new Conv(128, 128, 1, 1, 0, 1, false), 28, 1));
        assertFalse(pays(new Conv(128, 128, 3, 1, 1, 32, false), 28, 1));
    }

    @Test
    void againstConvolutionsOfBfloat16ItIsForTheLargestAloneAndAgainstThoseByTilesForNone() {
        assertTrue(pays(three(512, 512), 28, 2));
        assertTrue(pays(three(256, 256), 56, 2));
        assertFalse(pays(three(128, 128), 28, 2));
        assertFalse(pays(three(512, 512), 7, 2));
        assertFalse(pays(three(512, 512), 28, 8));
    }

    private static boolean pays(Conv conv, int side, double pace) {
        return Winograd.pays(conv, map(side), pace);
    }

    private static Shape map(int side) {
        return new Shape(List.of(128, side, side));
    }

    private static Conv three(int in, int out) {
        return new Conv(in, out, 3, 1, 1, 1, true);
    }

    private List<float[]> run(Precision precision, Kernels kernels, List<String> layers, int side, int batch)
            throws IOException {
        Precision arithmetic = precision.onCpu(Cpu.here());
        Target target = new Target(precision, arithmetic, kernels, Input.UINT8, false);
        return Noise.through(NETWORK, target, layers, side, batch, folder);
    }
}
