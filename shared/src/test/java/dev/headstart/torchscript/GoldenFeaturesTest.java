package dev.headstart.torchscript;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The small backbones, with either kind of kernels; {@link AllBackbonesIT} has them all. */
class GoldenFeaturesTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"resnet18", "vgg11_bn"})
    void featuresLogitsAndInnerLayersAreTorchvisionsWithPlainKernelsToo(String arch) throws IOException {
        Golden golden = new Golden();
        List<String> layers = golden.layers(arch);
        List<float[]> results = Golden.run(arch, new Target(Precision.FP32, new AtenKernels()), layers, folder);
        for (int i = 0; i < layers.size(); i++) {
            golden.requireEqual(arch + "/layer/" + layers.get(i), results.get(i));
        }
    }

    @Test
    void residualsThatAreAskedForAreNotOverwrittenByTheSumsThatTakeOthersPlace() throws IOException {
        List<String> layers = List.of("maxpool", "layer1.0", "layer2", "avgpool");
        List<float[]> together = Golden.run("resnet18", Golden.target(Precision.FP32), layers, folder);
        for (int i = 0; i < layers.size(); i++) {
            float[] alone = Golden.run("resnet18", Golden.target(Precision.FP32), List.of(layers.get(i)), folder)
                    .getFirst();
            assertArrayEquals(alone, together.get(i), layers.get(i));
        }
    }
}
