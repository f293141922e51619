package dev.headstart.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headstart.backbone.Backbone;
import dev.headstart.backbone.Backbones;
import dev.headstart.backbone.Preprocessing;
import dev.headstart.backbone.TensorSpec;
import dev.headstart.cli.UserException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WeightsSourceTest {
    private static final Backbone RESNET18 = Backbones.find("resnet18").orElseThrow();

    @TempDir
    Path folder;

    static List<String> names() {
        return Backbones.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyBackboneHasPretrainedWeightsWhoseFileNameCarriesItsHash(String arch) {
        Backbone backbone = Backbones.find(arch).orElseThrow();
        assertTrue(WeightsSource.parse("pretrained", backbone) instanceof WeightsSource.Published);
        for (PretrainedWeights weights : PretrainedWeights.of(backbone)) {
            assertTrue(weights.hashPrefix().matches("[0-9a-f]{8}"), weights.file());
            assertTrue(weights.file().startsWith(arch), weights.file());
        }
    }

    @Test
    void anEntryBringsItsPreprocessing() {
        assertEquals(232, source("IMAGENET1K_V2", "resnet50").preprocessing().resize());
        assertEquals(256, source("imagenet1k_v1", "resnet50").preprocessing().resize());
        assertEquals(Preprocessing.CAFFE, source("IMAGENET1K_FEATURES", "vgg16").preprocessing());
        assertEquals(232, source("elsewhere/resnet50-11ad3fa6.pth", "resnet50").preprocessing().resize());
        UserException e = assertThrows(UserException.class, () -> source("IMAGENET1K_V2", "resnet18"));
        assertTrue(String.valueOf(e.getMessage()).contains("it has IMAGENET1K_V1"), e.getMessage());
    }

    @Test
    void aFineTunedFileWithAnotherNumberOfClassesWillDo() throws IOException {
        Map<String, Safetensors.Tensor> tensors = tensors();
        tensors.put("fc.weight", new Safetensors.Tensor(List.of(2, 512), new float[1024]));
        tensors.put("fc.bias", new Safetensors.Tensor(List.of(2), new float[2]));
        try (Weights weights = open(tensors)) {
            assertArrayEquals(new SeededWeights(RESNET18, 0).values("conv1.weight"), weights.values("conv1.weight"));
        }
    }

    @Test
    void aMissingAndAStrangeTensorAreNamed() throws IOException {
        Map<String, Safetensors.Tensor> tensors = tensors();
        tensors.remove("bn1.bias");
        tensors.put("extra.weight", new Safetensors.Tensor(List.of(1), new float[1]));
        UserException e = assertThrows(UserException.class, () -> open(tensors));
        assertTrue(String.valueOf(e.getMessage()).contains("bn1.bias is missing, extra.weight is not part of it"),
                e.getMessage());
    }

    @Test
    void aWordThatIsNothingIsOneSentence() {
        UserException e = assertThrows(UserException.class,
                () -> source("pretraind", "resnet18").open(RESNET18, hub()));
        assertTrue(String.valueOf(e.getMessage()).contains("does not exist"), e.getMessage());
    }

    private static WeightsSource source(String text, String arch) {
        return WeightsSource.parse(text, Backbones.find(arch).orElseThrow());
    }

    private Hub hub() {
        return new Hub(folder, URI.create("http://localhost:1/"));
    }

    private Weights open(Map<String, Safetensors.Tensor> tensors) throws IOException {
        Path file = folder.resolve("w.safetensors");
        new Safetensors(tensors, Map.of()).write(file);
        return WeightsSource.parse(file.toString(), RESNET18).open(RESNET18, hub());
    }

    private static Map<String, Safetensors.Tensor> tensors() {
        Map<String, Safetensors.Tensor> tensors = new LinkedHashMap<>();
        try (SeededWeights weights = new SeededWeights(RESNET18, 0)) {
            for (TensorSpec spec : RESNET18.tensors()) {
                tensors.put(spec.name(), new Safetensors.Tensor(spec.shape(), weights.values(spec.name())));
            }
        }
        return tensors;
    }
}
