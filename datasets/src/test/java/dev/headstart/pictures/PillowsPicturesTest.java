package dev.headstart.pictures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Odd and damaged files of {@code golden/make_odd.py} against what Pillow 13 said of them: read to the same bytes, or refused. Each is read
 * with the system's libjpeg-turbo, if it has one, and without.
 */
class PillowsPicturesTest {
    private static final Path ODD = Path.of("src/test/resources/golden/odd.json");

    private final Decoder with = new Decoder(Orientation.APPLY, Long.MAX_VALUE);
    private final Decoder without = new Decoder(Orientation.APPLY, Long.MAX_VALUE, Reduction.NONE, Optional.empty());

    @ParameterizedTest
    @MethodSource("names")
    void whatPillowReadsIsReadTheSameAndWhatItRefusesIsRefused(String name)
            throws IOException, NoSuchAlgorithmException {
        JsonObject odd = odd().getAsJsonObject(name);
        for (Decoder decoder : new Decoder[]{with, without}) {
            if (odd.has("refused")) {
                IOException e = assertThrows(IOException.class, () -> decoder.decode(file(name)));
                assertTrue(String.valueOf(e.getMessage()).matches("(a|an|truncated|not) .*"), e.getMessage());
                assertTrue(!String.valueOf(e.getMessage()).contains("Exception"), e.getMessage());
            } else {
                Pixels pixels = decoder.decode(file(name));
                assertEquals(odd.get("size").getAsString(), pixels.width() + "x" + pixels.height());
                assertEquals(pixels.whole(), new Size(pixels.width(), pixels.height()));
                assertEquals(odd.get("sha256").getAsString(), sha256(pixels));
            }
        }
    }

    static Stream<String> names() throws IOException {
        return odd().keySet().stream();
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage-before-a-marker.jpg", "bytes-missing.jpg", "end-in-the-data.jpg"})
    void whatADecoderPassesOverIsTold(String name) throws IOException {
        assertNotNull(with.decode(file(name)).warning());
        assertNotNull(without.decode(file(name)).warning());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sampling-420.jpg", "no-huffman-tables.jpg", "cmyk.jpg",
        "late-text-with-a-wrong-checksum.png", "lossy.webp"})
    void ofGoodPicturesNothingIsTold(String name) throws IOException {
        assertNull(with.decode(file(name)).warning());
        assertNull(without.decode(file(name)).warning());
    }

    @Test
    void aDamagedJpegIsNotReducedByADecoderThatWritesToTheTerminal() throws IOException {
        Decoder reducing = new Decoder(Orientation.APPLY, Long.MAX_VALUE, new Reduction(10), Optional.empty());
        IOException e = assertThrows(IOException.class, () -> reducing.decode(file("bytes-missing.jpg")));
        assertTrue(String.valueOf(e.getMessage()).contains("libturbojpeg"), e.getMessage());
        assertEquals(2, reducing.decode(file("sampling-420.jpg")).reduction());
    }

    /** libjpeg and libpng write to the process's standard error, past Java: it takes another process to see it. */
    @Test
    void nothingIsWrittenToTheTerminal(@TempDir Path folder) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                Everything.class.getName()).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        assertEquals(0, process.waitFor());
        assertEquals("", Files.readString(output, StandardCharsets.ISO_8859_1));
    }

    /** Reads all files in both ways. */
    static final class Everything {
        private Everything() {}

        static void main() throws IOException {
            PillowsPicturesTest test = new PillowsPicturesTest();
            for (String name : odd().keySet()) {
                for (Decoder decoder : new Decoder[]{test.with, test.without}) {
                    try {
                        decoder.decode(file(name));
                    } catch (IOException _) {
                        // refused, as some are to be
                    }
                }
            }
        }
    }

    private static JsonObject odd() throws IOException {
        return JsonParser.parseString(Files.readString(ODD)).getAsJsonObject();
    }

    private static byte[] file(String name) throws IOException {
        return Base64.getDecoder().decode(odd().getAsJsonObject(name).get("file").getAsString());
    }

    private static String sha256(Pixels pixels) throws NoSuchAlgorithmException {
        byte[] rgb = pixels.bgr().clone();
        for (int i = 0; i < rgb.length; i += 3) {
            rgb[i] = pixels.bgr()[i + 2];
            rgb[i + 2] = pixels.bgr()[i];
        }
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(rgb));
    }
}
