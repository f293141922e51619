package dev.headstart.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.MalformedModelException;
import ai.djl.ModelException;
import ai.djl.modality.Classifications;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import dev.headstart.backbone.Backbone;
import dev.headstart.cli.UserException;
import dev.headstart.torchscript.Input;
import dev.headstart.torchscript.Pool;
import dev.headstart.torchscript.Result;
import dev.headstart.weights.Hub;
import dev.headstart.weights.Weights;
import dev.headstart.weights.WeightsSource;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** With resnet18; {@link ExportedVggIT} does the large one. */
class ExportedNetworkTest {
    static final float TOLERANCE = 1e-4f;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Input.class)
    void djlGetsThePipelinesLogitsForEveryInputAndAnyBatchSize(Input input)
            throws IOException, MalformedModelException {
        TrainedNetwork network = Exported.network("resnet18", "flatten", 512, 1.5, false);
        float[] expected = Exported.pipeline(network, folder);
        Path file = folder.resolve("model.pt");
        new TorchScriptFile(input, false).write(network, file);
        assertArrayEquals(expected, Exported.djl(file, input, Exported.PICTURES), TOLERANCE);
        assertArrayEquals(Arrays.copyOf(expected, 3), Exported.djl(file, input, 1), TOLERANCE);
    }

    @ParameterizedTest
    @CsvSource({"resnet18, layer2, 128, false", "resnet18, flatten, 512, true", "vgg11, features, 512, false"})
    void theBackboneEndsWhereTheHeadBeginsWhichMayWantItsInputScaled(String arch, String layer, int dimension,
            boolean unitLength) throws IOException, MalformedModelException {
        TrainedNetwork network = Exported.network(arch, layer, dimension, 1, unitLength);
        Path file = folder.resolve("model.pt");
        new TorchScriptFile(Input.NORMALIZED, false).write(network, file);
        assertArrayEquals(Exported.pipeline(network, folder), Exported.djl(file, Input.NORMALIZED, Exported.PICTURES),
                TOLERANCE);
        assertTrue(Files.size(file) < 45_000_000, "layers behind the head's are not in it");
        UserException refusal = assertThrows(UserException.class,
                () -> StateDictFile.write(network, folder.resolve("net.safetensors")));
        assertTrue(String.valueOf(refusal.getMessage()).contains("TorchScript instead"), refusal.getMessage());
    }

    @Test
    void probabilitiesAreTheSoftmaxAndNothingOfOneDnnIsInIt() throws IOException, MalformedModelException {
        TrainedNetwork network = Exported.network("resnet18", "flatten", 512, 1, false);
        Path file = folder.resolve("model.pt");
        new TorchScriptFile(Input.UINT8, true).write(network, file);
        float[] logits = Exported.pipeline(network, folder);
        float[] p = Exported.djl(file, Input.UINT8, Exported.PICTURES);
        for (int i = 0; i < Exported.PICTURES; i++) {
            double sum = Math.exp(logits[3 * i]) + Math.exp(logits[3 * i + 1]) + Math.exp(logits[3 * i + 2]);
            assertEquals(Math.exp(logits[3 * i]) / sum, p[3 * i], TOLERANCE);
        }
        String code = entry(file, "net/code/__torch__.py");
        assertTrue(code.contains("torch.conv2d") && !code.contains("mkldnn") && !code.contains("CONSTANTS"), code);
    }

    @Test
    void labelsAndPreprocessingTravelInTheFile() throws IOException {
        TrainedNetwork network = Exported.network("resnet18", "layer1", 64, 1, false);
        Path file = folder.resolve("model.pt");
        new TorchScriptFile(Input.UNIT, true).write(network, file);
        assertEquals("[\"ants\",\"bees\",\"\\\"wasps\\\" \\\\ hornets\"]", entry(file, "net/extra/labels.json"));
        assertEquals("{\"resize\":256,\"interpolation\":\"bilinear\",\"antialias\":true,\"crop\":224,"
                + "\"mean\":[0.485,0.456,0.406],\"std\":[0.229,0.224,0.225],\"input\":\"unit\","
                + "\"output\":\"probabilities\"}", entry(file, "net/extra/preprocessing.json"));
    }

    @Test
    void aHeadOfAnotherSizeIsRefusedAndNothingWritten() throws IOException {
        TrainedNetwork network = Exported.network("resnet18", "flatten", 100, 1, false);
        UserException refusal = assertThrows(UserException.class,
                () -> new TorchScriptFile(Input.UNIT, false).write(network, folder.resolve("model.pt")));
        assertTrue(String.valueOf(refusal.getMessage()).contains("the head takes 100 numbers"), refusal.getMessage());
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(), files.toList());
        }
    }

    @Test
    void theStateDictReadBackGivesTheSameLogits() throws IOException {
        TrainedNetwork network = Exported.network("resnet18", "flatten", 512, 1, false);
        assertStateDictGivesTheSame(network, Exported.pipeline(network, folder), folder);
    }

    static void assertStateDictGivesTheSame(TrainedNetwork network, float[] expected, Path folder) throws IOException {
        Path file = folder.resolve("net.safetensors");
        StateDictFile.write(network, file);
        Backbone backbone = network.backbone();
        try (Weights weights = WeightsSource.parse(file.toString(), backbone)
                .open(backbone, new Hub(folder, URI.create("http://localhost:1/")))) {
            assertEquals(backbone.tensors().size(), weights.shapes().size());
            Result logits = new Result.Embeddings(List.of(backbone.headName()), Pool.AVG);
            assertArrayEquals(expected, Exported.pipeline(backbone, weights, logits, folder), TOLERANCE);
        }
    }

    @Test
    void djlLoadsTheServingFolderAsItIs() throws IOException, ModelException, TranslateException {
        TrainedNetwork network = Exported.network("resnet18", "flatten", 512, 1, false);
        Path serving = folder.resolve("serving");
        ServingFolder.write(network, serving);
        Criteria<Image, Classifications> criteria = Criteria.builder()
                .setTypes(Image.class, Classifications.class)
                .optModelPath(serving)
                .optEngine("PyTorch")
                .build();
        try (ZooModel<Image, Classifications> model = criteria.loadModel(); var predictor = model.newPredictor()) {
            Image image = ImageFactory.getInstance().fromFile(Path.of("../datasets/samples/train/city/00.jpg"));
            Classifications classes = predictor.predict(image);
            assertEquals(List.of("\"wasps\" \\ hornets", "ants", "bees"),
                    classes.getClassNames().stream().sorted().collect(Collectors.toList()));
            assertEquals(1, classes.getProbabilities().stream().mapToDouble(Double::doubleValue).sum(), 1e-6);
        }
    }

    private static String entry(Path file, String name) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            return new String(zip.getInputStream(zip.getEntry(name)).readAllBytes(), UTF_8);
        }
    }
}
