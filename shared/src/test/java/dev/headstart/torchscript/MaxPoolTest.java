package dev.headstart.torchscript;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.headstart.backbone.Backbone;
import dev.headstart.backbone.Layer;
import dev.headstart.backbone.Layer.Child;
import dev.headstart.backbone.Layer.Sequential;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaxPoolTest {
    private static final int BATCH = 4;

    @TempDir
    Path folder;

    /** Windows apart and overlapping, on sides that they fill and that they do not, of numbers below zero too. */
    @ParameterizedTest
    @CsvSource({"2, 0, 8, FP32", "2, 0, 13, FP32", "2, 0, 2, BF16", "2, 0, 15, BF16", "3, 1, 2, FP32", "3, 1, 8, FP32",
        "3, 1, 9, BF16", "3, 1, 14, BF16"})
    void poolsAreThoseOfPyTorch(int kernel, int padding, int side, Precision precision) throws IOException {
        Backbone pool = new Backbone("pool",
                new Sequential(List.of(new Child("pool", new Layer.MaxPool(kernel, 2, padding)),
                        new Child("average", new Layer.AvgPool(1)), new Child("flatten", new Layer.Flatten()),
                        new Child("fc", new Layer.Linear(3, 2)))));
        assertArrayEquals(run(pool, new AtenKernels(), side, precision),
                run(pool, new OneDnnKernels(BATCH, 1), side, precision));
    }

    private float[] run(Backbone backbone, Kernels kernels, int side, Precision precision) throws IOException {
        return Noise.through(backbone, new Target(precision, kernels), List.of("pool"), side, BATCH, folder).getFirst();
    }
}
