package dev.headstart.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.headstart.cli.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** State dicts that PyTorch wrote, in {@code golden/pth} of the test resources; {@code make_pth.py} beside them makes them. */
class TorchFilesTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden/pth");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"zip.pth", "legacy.pth", "checkpoint.pth", "parameters.pth"})
    void everyFormatGivesTheValuesThatPyTorchSaved(String name) throws IOException {
        JsonObject expected = JsonParser.parseString(Files.readString(FOLDER.resolve("expected.json")))
                .getAsJsonObject();
        try (Weights weights = MappedFile.open(FOLDER.resolve(name), "test")) {
            assertEquals(expected.keySet(), weights.shapes().keySet());
            for (Map.Entry<String, JsonElement> e : expected.entrySet()) {
                JsonObject tensor = e.getValue().getAsJsonObject();
                List<Integer> shape = new ArrayList<>();
                tensor.getAsJsonArray("shape").forEach(d -> shape.add(d.getAsInt()));
                assertEquals(shape, weights.shapes().get(e.getKey()), e.getKey());
                float[] values = new float[tensor.getAsJsonArray("values").size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) tensor.getAsJsonArray("values").get(i).getAsDouble();
                }
                assertArrayEquals(values, weights.values(e.getKey()), e.getKey());
                if (values.length > 3) {
                    assertEquals(values[3], weights.values(e.getKey(), 3, 1)[0], e.getKey());
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"refuse-runs-code.pth, system", "refuse-truncated.pth, ''", "refuse-empty.pth, empty",
        "refuse-html.pth, <!DOCTYPE html>"})
    void whatIsNoStateDictIsRefusedAndNothingInItIsRun(String name, String reason) {
        Exception e = assertThrows(Exception.class, () -> MappedFile.open(FOLDER.resolve(name), "test").close());
        assertTrue(e instanceof UserException || e instanceof IOException, String.valueOf(e));
        assertTrue(String.valueOf(e.getMessage()).contains(reason), e.getMessage());
        assertFalse(Files.exists(Path.of("pwned")));
    }

    @Test
    void safetensorsUnderTimmsNamesBecomeTorchvisions() throws IOException {
        float[] convolution = new float[2 * 3 * 2 * 2];
        for (int i = 0; i < convolution.length; i++) {
            convolution[i] = i;
        }
        Path file = folder.resolve("timm.safetensors");
        new Safetensors(Map.of("features.0.weight", new Safetensors.Tensor(List.of(1), new float[]{9}),
                "pre_logits.fc1.weight", new Safetensors.Tensor(List.of(2, 3, 2, 2), convolution), "head.fc.bias",
                new Safetensors.Tensor(List.of(2), new float[]{7, 8})), Map.of()).write(file);
        try (Weights weights = MappedFile.open(file, "test")) {
            assertEquals(Map.of("features.0.weight", List.of(1), "classifier.0.weight", List.of(2, 12),
                    "classifier.6.bias", List.of(2)), weights.shapes());
            assertArrayEquals(convolution, weights.values("classifier.0.weight"));
        }
    }

    /** A broken file is refused with a message, whatever is broken in it; never with an error of the reader's own. */
    @Property(tries = 400)
    void aFlippedByteIsReadOrRefused(@ForAll @IntRange(max = 3) int which, @ForAll @IntRange(max = 4500) int at,
            @ForAll @IntRange(min = 1, max = 255) int flip) throws IOException {
        assertReadOrRefused(List.of("zip.pth", "legacy.pth", "checkpoint.pth", "parameters.pth").get(which), at, flip);
    }

    /** Sizes beyond 63 bits and offsets before the beginning. */
    @ParameterizedTest
    @CsvSource({"legacy.pth, 1500, 128", "legacy.pth, 1952, 128", "zip.pth, 4082, 128", "checkpoint.pth, 4315, 255"})
    void soAreSizesAndOffsetsThatCannotBe(String name, int at, int flip) throws IOException {
        assertReadOrRefused(name, at, flip);
    }

    private static void assertReadOrRefused(String name, int at, int flip) throws IOException {
        byte[] bytes = Files.readAllBytes(FOLDER.resolve(name));
        bytes[at % bytes.length] ^= (byte) flip;
        Path file = Files.createTempFile("flipped", ".pth");
        try {
            Files.write(file, bytes);
            try (Weights weights = MappedFile.open(file, "test")) {
                weights.shapes().keySet().forEach(weights::values);
            }
        } catch (UserException | IOException e) {
            assertFalse(String.valueOf(e.getMessage()).isEmpty());
        } finally {
            Files.delete(file);
        }
    }
}
