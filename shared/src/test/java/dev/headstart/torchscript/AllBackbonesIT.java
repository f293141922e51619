package dev.headstart.torchscript;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headstart.backbone.Backbone;
import dev.headstart.backbone.Backbones;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllBackbonesIT {
    /** Relative L2 distance of a row in bfloat16 from float32; torchvision's own is 0.5 to 1.2 %. */
    private static final double BF16_DRIFT = 0.015;

    @TempDir
    Path folder;

    static Stream<String> names() {
        return Backbones.names().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void featuresAndLogitsAreTorchvisionsAndBfloat16StaysNear(String arch) throws IOException {
        Backbone backbone = Backbones.find(arch).orElseThrow();
        List<float[]> results = Golden.run(arch, Golden.target(Precision.FP32),
                List.of(backbone.penultimate(), backbone.headName()), folder);
        Golden golden = new Golden();
        golden.requireEqual(arch + "/penultimate", results.get(0));
        golden.requireEqual(arch + "/logits", results.get(1));
        float[] bf16 = Golden.run(arch, Golden.target(Precision.BF16), List.of(backbone.penultimate()), folder)
                .getFirst();
        double drift = Golden.drift(results.getFirst(), bf16);
        assertTrue(drift <= BF16_DRIFT, arch + " in bf16 is " + drift + " away");
    }

    @ParameterizedTest
    @ValueSource(strings = {"resnet18", "resnet50", "vgg11_bn", "vgg16"})
    void innerLayersAreTorchvisions(String arch) throws IOException {
        Golden golden = new Golden();
        List<String> layers = golden.layers(arch);
        List<float[]> results = Golden.run(arch, Golden.target(Precision.FP32), layers, folder);
        for (int i = 0; i < layers.size(); i++) {
            golden.requireEqual(arch + "/layer/" + layers.get(i), results.get(i));
        }
    }
}
