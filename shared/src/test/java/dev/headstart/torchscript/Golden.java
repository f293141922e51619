package dev.headstart.torchscript;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import dev.headstart.backbone.Backbone;
import dev.headstart.backbone.Backbones;
import dev.headstart.backbone.Preprocessing;
import dev.headstart.weights.Safetensors;
import dev.headstart.weights.SeededWeights;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** Features that torchvision computed in float64 under seeded weights; {@code golden/README.md} of the test resources says how. */
final class Golden {
    private static final List<String> IMAGES = List.of("landscape-420.jpg", "portrait-444.jpg", "rgb.png",
            "panorama.jpg");
    private static final int SIZE = Preprocessing.IMAGENET.crop();
    private static final double TOLERANCE = 2e-5;

    private final Safetensors features;

    Golden() throws IOException {
        features = Safetensors.read(Path.of("src/test/resources/golden/features.safetensors"));
    }

    /** Names of the layers of a backbone that there are golden values of. */
    List<String> layers(String arch) {
        String prefix = arch + "/layer/";
        return features.tensors()
                .keySet()
                .stream()
                .filter(n -> n.startsWith(prefix))
                .map(n -> n.substring(prefix.length()))
                .toList();
    }

    /** What a backbone with seeded weights gives for the four pictures, per layer {@code [4, dim]}. */
    static List<float[]> run(String arch, Target target, List<String> layers, Path folder) throws IOException {
        Path file = Files.createTempFile(folder, arch, ".pt");
        compile(arch, target, layers, file);
        return run(file);
    }

    /** What the program for a CUDA device gives, with a CPU's operators in the place of cuDNN's. */
    static List<float[]> runForCuda(String arch, Precision precision, List<String> layers, Path folder)
            throws IOException {
        Path file = Files.createTempFile(folder, arch, ".pt");
        compile(arch, Target.of(precision, Device.gpu(0), IMAGES.size()), layers, file);
        Rewritten.forCpu(file);
        return run(file);
    }

    /** Compiles a backbone with seeded weights. */
    static void compile(String arch, Target target, List<String> layers, Path file) throws IOException {
        Backbone backbone = Backbones.find(arch).orElseThrow();
        try (SeededWeights weights = new SeededWeights(backbone, 0)) {
            Compiler.compile(backbone, weights, Preprocessing.IMAGENET, target, layers, Pool.AVG, file);
        }
    }

    private static List<float[]> run(Path file) throws IOException {
        try (Program program = Program.load(file, Device.cpu())) {
            Files.delete(file);
            return program.run(pixels(), IMAGES.size(), SIZE);
        }
    }

    static Target target(Precision precision) throws IOException {
        return Target.of(precision, Device.cpu(), IMAGES.size());
    }

    /** @param name of a golden tensor, such as {@code resnet18/penultimate} */
    void requireEqual(String name, float[] actual) throws IOException {
        float[] expected = features.tensor(name).values();
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

    /** The largest relative L2 distance of a row of the second from that of the first. */
    static double drift(float[] reference, float[] other) {
        int dim = reference.length / IMAGES.size();
        double worst = 0;
        for (int row = 0; row < IMAGES.size(); row++) {
            double square = 0;
            double distance = 0;
            for (int i = row * dim; i < (row + 1) * dim; i++) {
                square += (double) reference[i] * reference[i];
                distance += Math.pow((double) other[i] - reference[i], 2);
            }
            worst = Math.max(worst, Math.sqrt(distance / square));
        }
        return worst;
    }

    private static ByteBuffer pixels() throws IOException {
        ByteBuffer pixels = ByteBuffer.allocateDirect(IMAGES.size() * SIZE * SIZE * 3);
        for (String name : IMAGES) {
            try (InputStream in = Golden.class.getResourceAsStream("/golden/crops/" + name + ".png")) {
                BufferedImage image = ImageIO.read(in);
                for (int rgb : image.getRGB(0, 0, SIZE, SIZE, null, 0, SIZE)) {
                    pixels.put((byte) (rgb >> 16)).put((byte) (rgb >> 8)).put((byte) rgb);
                }
            }
        }
        return pixels.flip();
    }
}
