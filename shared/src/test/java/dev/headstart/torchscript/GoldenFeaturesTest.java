package dev.headstart.torchscript;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import dev.headstart.backbone.Backbone;
import dev.headstart.backbone.Backbones;
import dev.headstart.backbone.Preprocessing;
import dev.headstart.head.Safetensors;
import dev.headstart.weights.SeededWeights;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Features of torchvision in float64 against ours, under seeded weights; see ../shared/golden/README.md for how they were made. */
class GoldenFeaturesTest {
    private static final List<String> IMAGES = List.of("landscape-420.jpg", "portrait-444.jpg", "rgb.png",
            "panorama.jpg");
    private static final int SIZE = 224;
    private static final double TOLERANCE = 2e-5;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"resnet18, true", "resnet18, false", "vgg16, true"})
    void penultimateFeaturesAndLogitsAreTorchvisions(String arch, boolean oneDnn) throws IOException {
        Backbone backbone = Backbones.find(arch).orElseThrow();
        Target target = new Target(Precision.FP32, oneDnn ? new OneDnnKernels(IMAGES.size()) : new AtenKernels());
        Path file = folder.resolve("net.pt");
        List<String> layers = List.of(Compiler.penultimate(backbone), backbone.headName());
        try (SeededWeights weights = new SeededWeights(backbone, 0)) {
            Compiler.compile(backbone, weights, Preprocessing.IMAGENET, target, layers, file);
        }
        try (Program program = Program.load(file, Device.cpu())) {
            List<float[]> results = program.run(pixels(), IMAGES.size(), SIZE);
            requireEqual(arch + "/penultimate", results.get(0));
            requireEqual(arch + "/logits", results.get(1));
        }
    }

    private void requireEqual(String name, float[] actual) throws IOException {
        float[] expected = Safetensors.read(Path.of("src/test/resources/golden/features.safetensors"))
                .tensor(name)
                .values();
        assertEquals(expected.length, actual.length, name);
        int dim = expected.length / IMAGES.size();
        for (int row = 0; row < IMAGES.size(); row++) {
            double largest = 0;
            double difference = 0;
            for (int i = row * dim; i < (row + 1) * dim; i++) {
                largest = Math.max(largest, Math.abs(expected[i]));
                difference = Math.max(difference, Math.abs(expected[i] - actual[i]));
            }
            double relative = difference / largest;
            assertTrue(relative <= TOLERANCE, name + " of " + IMAGES.get(row) + " differs by " + relative);
        }
    }

    private static ByteBuffer pixels() throws IOException {
        ByteBuffer pixels = ByteBuffer.allocateDirect(IMAGES.size() * SIZE * SIZE * 3);
        for (String name : IMAGES) {
            try (InputStream in = GoldenFeaturesTest.class.getResourceAsStream("/golden/crops/" + name + ".png")) {
                BufferedImage image = ImageIO.read(in);
                for (int rgb : image.getRGB(0, 0, SIZE, SIZE, null, 0, SIZE)) {
                    pixels.put((byte) (rgb >> 16)).put((byte) (rgb >> 8)).put((byte) rgb);
                }
            }
        }
        return pixels.flip();
    }
}
