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
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** State dicts that PyTorch wrote, in {@code golden/pth} of the test resources; {@code make_pth.py} beside them makes them. */
class TorchFilesTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden/pth");

    @ParameterizedTest
    @ValueSource(strings = {"zip.pth", "legacy.pth", "checkpoint.pth", "parameters.pth", "beside.pth",
        "beside-legacy.pth"})
    void everyFormatGivesTheValuesThatPyTorchSaved(String name) throws IOException {
        JsonObject expected = JsonParser.parseString(Files.readString(FOLDER.resolve("expected.json")))
                .getAsJsonObject();
        try (WeightsFile file = WeightsFile.open(FOLDER.resolve(name))) {
            TensorDict dict = file.dicts().getFirst();
            String prefix = name.equals("checkpoint.pth") ? "module." : "";
            assertEquals(expected.keySet().stream().map(prefix::concat).toList(), List.copyOf(dict.tensors().keySet()));
            for (Map.Entry<String, JsonElement> e : expected.entrySet()) {
                JsonObject tensor = e.getValue().getAsJsonObject();
                TensorView view = dict.find(prefix + e.getKey()).orElseThrow();
                List<Long> shape = new ArrayList<>();
                tensor.getAsJsonArray("shape").forEach(d -> shape.add(d.getAsLong()));
                assertEquals(shape, view.shape(), e.getKey());
                float[] values = new float[tensor.getAsJsonArray("values").size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) tensor.getAsJsonArray("values").get(i).getAsDouble();
                }
                assertArrayEquals(values, view.read(0, values.length), e.getKey());
                if (values.length > 3) {
                    assertEquals(values[3], view.read(3, 1)[0], e.getKey());
                }
            }
        }
    }

    /** What {@code torch.load(weights_only=True)} takes is not among them: sets, bytes, dtypes, sparse and complex tensors. */
    @ParameterizedTest
    @ValueSource(strings = {"beside.pth", "beside-legacy.pth"})
    void classesBesideTheStateDictAreNamedAndNotRead(String name) throws IOException {
        try (WeightsFile file = WeightsFile.open(FOLDER.resolve(name))) {
            assertEquals(
                    List.of("argparse.Namespace", "numpy._core.multiarray._reconstruct",
                            "numpy._core.multiarray.scalar", "numpy.dtype", "numpy.ndarray", "pathlib.PurePosixPath"),
                    List.copyOf(file.unread()));
            assertEquals(List.of("model"), file.dicts().stream().map(TensorDict::key).limit(1).toList());
        }
    }

    @ParameterizedTest
    @CsvSource({"refuse-truncated.pth, ''", "refuse-empty.pth, empty", "refuse-html.pth, <!DOCTYPE html>",
        "refuse-plain.pth, torch.save did not write"})
    void whatIsNoStateDictIsRefused(String name, String reason) {
        Exception e = assertThrows(Exception.class, () -> WeightsFile.open(FOLDER.resolve(name)).close());
        assertTrue(e instanceof UserException || e instanceof IOException, String.valueOf(e));
        assertTrue(String.valueOf(e.getMessage()).contains(reason), e.getMessage());
    }

    @Test
    void codeBesideTensorsIsNamedAndNotRun() throws IOException {
        try (WeightsFile file = WeightsFile.open(FOLDER.resolve("refuse-runs-code.pth"))) {
            assertEquals(List.of("posix.system"), List.copyOf(file.unread()));
            assertEquals(Set.of("a"), file.dicts().getFirst().tensors().keySet());
        }
        assertFalse(Files.exists(Path.of("pwned")));
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
            try (WeightsFile read = WeightsFile.open(file)) {
                for (TensorDict dict : read.dicts()) {
                    for (String tensor : dict.tensors().keySet()) {
                        dict.find(tensor).ifPresent(view -> view.read(0, Math.min(view.size(), 100)));
                    }
                }
            }
        } catch (UserException | IOException e) {
            assertFalse(String.valueOf(e.getMessage()).isEmpty());
        } finally {
            Files.delete(file);
        }
    }
}
