package dev.headstart.torchscript;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.Device;
import dev.headstart.backbone.Backbone;
import dev.headstart.backbone.Backbones;
import dev.headstart.backbone.Preprocessing;
import dev.headstart.cli.UserException;
import dev.headstart.weights.SeededWeights;
import dev.headstart.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Weights that PyTorch makes NaN or infinity of. */
class SoundWeightsTest {
    private static final Backbone RESNET18 = Backbones.require("resnet18");

    @TempDir
    Path folder;

    /** Where a ReLU follows, before a sum, and in the last layer: with the old code the first two gave plausible numbers. */
    @ParameterizedTest
    @CsvSource({"bn1.running_var, -1", "layer2.0.downsample.1.running_var, -1", "layer4.1.bn2.running_var, -1e-7",
        "bn1.running_var, NaN", "bn1.running_mean, Infinity", "layer1.0.conv1.weight, NaN",
        "layer4.1.bn2.bias, -Infinity"})
    void whatCannotBeIsRefusedByTheTensorsName(String tensor, float value) {
        UserException e = assertThrows(UserException.class, () -> compile(tensor, value));
        assertEquals("tensor " + tensor + " of the weights holds " + value
                + (Float.isFinite(value) ? ", and no variance is below zero" : "")
                + "; choose a --layer that does not need it, or other weights", e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"bn1.weight, 3e38, bn1", "layer1.0.bn1.running_mean, -3e38, layer1.0.bn1"})
    void aNormThatScalesBeyondFloat32IsNamed(String tensor, float value, String norm) {
        UserException e = assertThrows(UserException.class,
                () -> compile(tensor, value, Map.of(norm + ".running_var", 0f)));
        assertEquals("batch norm " + norm + " of the weights scales beyond what float32 holds; choose a --layer that "
                + "does not need it, or other weights", e.getMessage());
    }

    @Test
    void avarianceOfZeroIsOne() throws IOException {
        compile("bn1.running_var", 0);
    }

    private void compile(String tensor, float value) throws IOException {
        compile(tensor, value, Map.of());
    }

    private void compile(String tensor, float value, Map<String, Float> others) throws IOException {
        try (Weights weights = new Spoilt(new SeededWeights(RESNET18, 0), tensor, value, others)) {
            Compiler.compile(RESNET18, weights, Preprocessing.IMAGENET, Target.of(Precision.FP32, Device.cpu(), 4),
                    List.of("flatten"), Pool.AVG, folder.resolve("net.pt"));
        }
    }

    /** Weights with another first number in a tensor, or in some. */
    private record Spoilt(Weights weights, String tensor, float value, Map<String, Float> others) implements Weights {
        @Override
        public Map<String, List<Integer>> shapes() {
            return weights.shapes();
        }

        @Override
        public float[] values(String name, int from, int count) {
            float[] values = weights.values(name, from, count);
            values[0] = name.equals(tensor) ? value : others.getOrDefault(name, values[0]);
            return values;
        }

        @Override
        public String identity() {
            return weights.identity();
        }

        @Override
        public void close() {
            weights.close();
        }
    }
}
