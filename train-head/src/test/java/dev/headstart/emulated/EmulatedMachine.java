package dev.headstart.emulated;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headstart.embeddings.EmbeddingsReader;
import dev.headstart.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both commands on a CPU that is not at hand. {@code mvn verify -Pemulated} runs it for each; {@code -Dit.test=Arm64IT} for one. */
@Tag("emulated")
abstract class EmulatedMachine {
    /** The rows of the golden features. */
    private static final List<String> PICTURES = List.of("landscape-420.jpg", "portrait-444.jpg", "rgb.png",
            "panorama.jpg");
    private static final Path GOLDEN_PICTURES = Path.of("../datasets/src/test/resources/golden/images");
    private static final Path GOLDEN_FEATURES = Path.of("../shared/src/test/resources/golden/features.safetensors");
    private static final Path SAMPLES = Path.of("../datasets/samples/train");

    @TempDir
    Path folder;

    private final Machine machine;

    EmulatedMachine(Machine machine) {
        this.machine = machine;
    }

    @BeforeEach
    void requireEmulator() {
        machine.requireEmulator();
    }

    /** Of float32 they are torchvision's within 2e-5; the other precisions are within 1.5 % of them. */
    @ParameterizedTest
    @ValueSource(strings = {"fp32", "bf16", "fp16", "tf32"})
    void featuresAreTorchvisions(String precision) throws Exception {
        Path images = Files.createDirectories(folder.resolve("images"));
        for (String picture : PICTURES) {
            Files.copy(GOLDEN_PICTURES.resolve(picture), images.resolve(picture));
        }
        Path out = folder.resolve("out.parquet");
        String output = run("../extract", "--weights", "seeded:0", "--exif", "ignore", "--precision", precision,
                images.toString(), out.toString());
        assertTrue(output.contains("4 embeddings from 4 pictures, 0 failed"), output);
        assertEquals(!precision.equals("fp32"), output.contains("computes " + precision + " in float32"), output);

        Map<String, float[]> embeddings = new HashMap<>();
        try (EmbeddingsReader reader = EmbeddingsReader.open(out)) {
            reader.forEach(e -> embeddings.put(e.row().path(), e.vectors().getFirst()));
        }
        float[] golden = Safetensors.read(GOLDEN_FEATURES).tensor("resnet18/penultimate").values();
        int dimension = golden.length / PICTURES.size();
        for (int i = 0; i < PICTURES.size(); i++) {
            float[] expected = Arrays.copyOfRange(golden, i * dimension, (i + 1) * dimension);
            float[] actual = embeddings.get(PICTURES.get(i));
            if (precision.equals("fp32")) {
                requireEqual(expected, actual);
            } else {
                requireNear(expected, actual);
            }
        }
    }

    private static void requireEqual(float[] expected, float[] actual) {
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            difference = Math.max(difference, Math.abs((double) expected[i] - actual[i]));
        }
        assertTrue(difference <= 2e-5 * largest, difference + " of " + largest);
    }

    private static void requireNear(float[] expected, float[] actual) {
        double square = 0;
        double distance = 0;
        for (int i = 0; i < expected.length; i++) {
            square += (double) expected[i] * expected[i];
            distance += Math.pow((double) expected[i] - actual[i], 2);
        }
        double drift = Math.sqrt(distance / square);
        assertTrue(drift > 0 && drift <= 0.015, "the drift is " + drift);
    }

    @Test
    void picturesBecomeAHead() throws Exception {
        Path images = folder.resolve("images");
        for (String kind : List.of("sea", "forest")) {
            Path from = SAMPLES.resolve(kind);
            Path to = Files.createDirectories(images.resolve(kind));
            for (int i = 0; i < 4; i++) {
                Files.copy(from.resolve("0" + i + ".jpg"), to.resolve(i + ".jpg"));
            }
        }
        Path embeddings = folder.resolve("out.parquet");
        run("../extract", "--weights", "seeded:0", images.toString(), embeddings.toString());
        String output = run(".", "--no-report", "--cv", "2", embeddings.toString());
        assertTrue(output.contains("wrote " + folder.resolve("out.head")), output);
        assertTrue(Files.exists(folder.resolve("out.head/head.safetensors")));
    }

    /** What a command prints, if it succeeds. */
    private String run(String module, String... arguments) throws IOException, InterruptedException {
        Path scratch = Files.createTempDirectory(folder, "machine");
        Path distribution = machine.distribution(Path.of(module), Path.of(System.getProperty("emulated.natives", "")));
        List<String> command = new ArrayList<>();
        command.add(distribution.resolve("bin").resolve(Path.of(module).toRealPath().getFileName()).toString());
        command.addAll(List.of(arguments));
        Path log = scratch.resolve("errors");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
        builder.environment().keySet().removeAll(Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        builder.environment().put("JAVA_HOME", machine.javaHome(scratch).toString());
        builder.environment().put("HEADSTART_JVM_OPTIONS", "-Xshare:auto"); // no rehearsal, which would take minutes
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertEquals(0, process.waitFor(), output + Files.readString(log));
        return output;
    }
}
