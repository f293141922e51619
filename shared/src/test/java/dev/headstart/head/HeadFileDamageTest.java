package dev.headstart.head;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.headstart.backbone.Preprocessing;
import dev.headstart.cli.UserException;
import dev.headstart.embeddings.Origin;
import dev.headstart.weights.Safetensors;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Heads that are damaged or contradict themselves: each is refused in one line that names the file. */
class HeadFileDamageTest {
    private static final int LONGEST = 400;
    private static final float[] WEIGHT = {1, 2, 3, -4, -5, -6};
    private static final float[] BIAS = {0.5f, -0.5f};
    private static final HeadFile HEAD = new HeadFile(new LinearHead(WEIGHT, BIAS, true), List.of("ants", "bees"),
            Optional.of(origin(Map.of())), 2);

    /** That of a head of resnet18's, but for some keys. */
    private static Origin origin(Map<String, String> other) {
        return new Origin(other.getOrDefault("arch", "resnet18"), "seeded:0",
                List.of(other.getOrDefault("layer", "flatten").split(",", -1)), "avg",
                other.getOrDefault("preprocessing", Preprocessing.IMAGENET.describe()), "apply", "fp32", "/");
    }

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void whole() throws IOException {
        file = folder.resolve(HeadFile.NAME);
        HEAD.write(file);
    }

    @Test
    void aWholeHeadIsReadAsItWasWritten() {
        HeadFile read = HeadFile.read(folder);
        assertArrayEquals(WEIGHT, read.head().weight());
        assertArrayEquals(BIAS, read.head().bias());
        assertTrue(read.head().unitLength());
        assertEquals(HEAD.labels(), read.labels());
        assertEquals(HEAD.origin(), read.origin());
        assertEquals(2, read.temperature());
    }

    @Test
    void theLayersNameIsOnlyThatOfAHeadThatCouldStandThere() throws IOException {
        Safetensors unitLength = Safetensors.read(file);
        assertEquals(Set.of("head.weight", "head.bias"), unitLength.tensors().keySet());
        new HeadFile(new LinearHead(WEIGHT, BIAS, false), HEAD.labels(), HEAD.origin(), 1).write(file);
        assertEquals(Set.of("fc.weight", "fc.bias"), Safetensors.read(file).tensors().keySet());
        assertFalse(HeadFile.read(file).head().unitLength());
    }

    @Test
    void aHeadForEmbeddingsOfLengthOneIsReadByTheLayersNameToo() throws IOException {
        Safetensors whole = Safetensors.read(file);
        new Safetensors(Map.of("fc.weight", whole.tensor("head.weight"), "fc.bias", whole.tensor("head.bias")),
                whole.metadata()).write(file);
        assertArrayEquals(WEIGHT, HeadFile.read(file).head().weight());
        assertTrue(HeadFile.read(file).head().unitLength());
    }

    @Test
    void itIsRefusedWhereverItIsCutOff() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertRefused("");
        }
        assertRefused("is the file whole?");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"temperature | warm | its temperature is 'warm'",
        "temperature | '' | its temperature is ''", "temperature | 0 | must be positive",
        "temperature | -1 | must be positive", "temperature | NaN | must be positive",
        "temperature | Infinity | must be positive and finite", "temperature | 1e-300 | hold Infinity",
        "normalize | standardize | normalized by 'standardize', which is neither l2 nor none",
        "classes | [] | names 0 classes", "classes | [\"ants\"] | names 1 classes",
        "classes | [\"ants\",\"bees\",\"wasps\"] | its tensors are [2, 3] and [2], and it names 3 classes",
        "classes | [\"ants\",\"ants\"] | names class 'ants' twice", "classes | [\"ants\",null] | no list of names",
        "classes | [\"ants\",[\"bees\"]] | no list of names", "classes | [\"ants\",\"bees\" | no list of names",
        "classes | [\"ants\",\"bees\"] wasps | no list of names", "classes | {\"ants\":\"bees\"} | no list of names",
        "classes | null | no list of names", "classes | '' | no list of names",
        "headstart.precision | bf16 | its fingerprint is not that",
        "headstart.layer | '' | its fingerprint is not that",
        "headstart.fingerprint | 00 | its fingerprint is not that"})
    void metadataThatCannotBeAreRefused(String key, String value, String reason) throws IOException {
        rewrite(Map.of(key, value), Map.of());
        assertRefused(reason);
    }

    /** Their fingerprint is right: whoever writes such a file can write that, too. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "preprocessing | resize 40000, crop 37838, M | headstart.preprocessing: resize 40000, crop 37838 cannot be",
        "preprocessing | resize 9000, crop 9000, M | crop 9000 cannot be: a crop has 32 to 512 pixels",
        "preprocessing | resize 99999, crop 99999, M | crop 99999 cannot be",
        "preprocessing | resize 256, crop 31, M | crop 31 cannot be",
        "preprocessing | resize 99999, crop 224, M | resize 99999, crop 224 cannot be",
        "preprocessing | resize 200, crop 224, M | resize 200, crop 224 cannot be",
        "preprocessing | resize 256, crop 224, mean [0.5, 1.0E300, 0.5], std [0.2, 0.2, 0.2] | mean [0.5, 1.0E300, 0.5]",
        "preprocessing | resize 256, crop 224, mean [0.5, 0.5, 0.5], std [0.2, 0.0, 0.2] | std [0.2, 0.0, 0.2] cannot be",
        "preprocessing | resize 256, crop 224, mean [0.5, 0.5, 0.5], std [0.2, -0.2, 0.2] | std [0.2, -0.2, 0.2] cannot be",
        "preprocessing | crop | headstart.preprocessing: 'crop' is no preprocessing",
        "arch | resnet19 | headstart.arch: unknown architecture 'resnet19'; the nearest are resnet18",
        "layer | layer9 | headstart.layer: resnet18 has no layer 'layer9'",
        "layer | '' | headstart.layer: resnet18 has no layer ''"})
    void anOriginThatCannotBeIsRefusedByItsKey(String key, String value, String reason) throws IOException {
        String colours = "mean [0.485, 0.456, 0.406], std [0.229, 0.224, 0.225]";
        Origin other = origin(Map.of(key, value.replaceFirst("M$", colours)));
        new HeadFile(HEAD.head(), HEAD.labels(), Optional.of(other), 1).write(file);
        assertRefused(reason);
    }

    @Test
    void aValueOrANameThatIsTooLongIsRefusedByItsBeginning() throws IOException {
        String long70k = "ants, ".repeat(12_000);
        new HeadFile(HEAD.head(), HEAD.labels(), Optional.of(origin(Map.of("layer", long70k.replace(", ", "__")))), 1)
                .write(file);
        assertRefused("its metadata headstart.layer have 72000 characters");
        new HeadFile(HEAD.head(), List.of("bees", long70k), HEAD.origin(), 1).write(file);
        assertRefused("it names a class of 72000 characters, 'ants, ants,");
    }

    @Test
    void aLongListOfClassesIsNotQuotedWhole() throws IOException {
        rewrite(Map.of("classes", "[\"" + "ants\",\"".repeat(1000)), Map.of());
        assertRefused("no list of names: [\"ants\",\"ants\"");
    }

    @Test
    void aHeadOfSeveralLayersIsRefused() throws IOException {
        Origin two = origin(Map.of("layer", "layer3,flatten"));
        new HeadFile(HEAD.head(), HEAD.labels(), Optional.of(two), 1).write(file);
        assertRefused("are of layers [layer3, flatten], and must be of one");
    }

    @Test
    void whatIsMissingIsNamed() throws IOException {
        Safetensors whole = Safetensors.read(file);
        Map<String, Safetensors.Tensor> asLayer = new LinkedHashMap<>();
        asLayer.put("fc.weight", whole.tensor("head.weight"));
        asLayer.put("fc.bias", whole.tensor("head.bias"));
        new Safetensors(asLayer, Map.of()).write(file);
        assertRefused("it has no tensor head.weight, but 2 others, such as fc.weight, fc.bias");
        new Safetensors(Map.of("head.weight", whole.tensor("head.weight")), whole.metadata()).write(file);
        assertRefused("it has no tensor head.bias");
        new Safetensors(Map.of(), whole.metadata()).write(file);
        assertRefused("it has no tensor head.weight, but none at all");
        Map<String, String> metadata = new HashMap<>(whole.metadata());
        metadata.remove("classes");
        new Safetensors(whole.tensors(), metadata).write(file);
        assertRefused("names 0 classes");
    }

    @Test
    void tensorsOfOtherShapesAreRefused() throws IOException {
        rewrite(Map.of(), Map.of("head.weight", new Safetensors.Tensor(List.of(6), WEIGHT)));
        assertRefused("its tensors are [6] and [2], and it names 2 classes");
        rewrite(Map.of(), Map.of("head.weight", new Safetensors.Tensor(List.of(3, 2), WEIGHT)));
        assertRefused("its tensors are [3, 2] and [2], and it names 2 classes");
        rewrite(Map.of(), Map.of("head.weight", new Safetensors.Tensor(List.of(2, 0), new float[0])));
        assertRefused("its tensors are [2, 0] and [2], and it names 2 classes");
        rewrite(Map.of(), Map.of("head.bias", new Safetensors.Tensor(List.of(2, 1), BIAS)));
        assertRefused("its tensors are [2, 3] and [2, 1], and it names 2 classes");
        rewrite(Map.of(), Map.of("head.bias", new Safetensors.Tensor(List.of(3), new float[3])));
        assertRefused("its tensors are [2, 3] and [3], and it names 2 classes");
    }

    /** A gigabyte that would take four in memory. */
    @ParameterizedTest
    @CsvSource({"t, it has no tensor head.weight", "head.weight, it has no tensor head.bias"})
    void aLargeFileThatIsNoHeadIsRefusedUnread(String name, String reason) throws IOException {
        int size = 1 << 30;
        byte[] header = String
                .format(Locale.ROOT, "{'%s':{'dtype':'U8','shape':[%d],'data_offsets':[0,%d]}}", name, size, size)
                .replace('\'', '"')
                .getBytes(StandardCharsets.UTF_8);
        Files.write(file,
                ByteBuffer.allocate(Long.BYTES + header.length)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(header.length)
                        .put(header)
                        .array());
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(Long.BYTES + header.length + (long) size);
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        assertRefused(reason);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(allocated < 16 << 20, () -> allocated + " bytes");
    }

    @Test
    void numbersThatAreNoneAreRefused() throws IOException {
        rewrite(Map.of(), Map.of("head.weight", new Safetensors.Tensor(List.of(2, 1), new float[]{1, Float.NaN})));
        assertRefused("hold NaN");
        rewrite(Map.of("temperature", "1"),
                Map.of("head.bias", new Safetensors.Tensor(List.of(2), new float[]{0, Float.NEGATIVE_INFINITY})));
        assertRefused("hold -Infinity");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', value = {"{ | is no safetensors file",
        "{} | no tensor head.weight", "{]} | is no safetensors file", "{\"t\":1} | is no safetensors file",
        "{\"__metadata__\":{\"classes\":null}} | is no safetensors file",
        "{\"__metadata__\":{\"classes\":[\"ants\",\"bees\"]}} | is no safetensors file",
        "{\"t\":{}} | its tensor t lacks",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":2,\"data_offsets\":[0,8]}} | tensor t lacks",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":{}}} | tensor t lacks",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0]}} | tensor t lacks",
        "{\"t\":{\"dtype\":\"F33\",\"shape\":[2],\"data_offsets\":[0,8]}} | tensors of type F33",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[-8,0]}} | tensor t is bytes -8 to 0 of 16",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}} | tensor t is bytes 8 to 0 of 16",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[16,24]}} | is the file whole?",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,12]}} | has 12 bytes, too many or too few for F32 of shape [2]",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[-1,-2],\"data_offsets\":[0,8]}} | has shape [-1, -2]",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[0,4294967296],\"data_offsets\":[0,0]}} | has shape [0, 4294967296]",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[2147483647,1048576,0],\"data_offsets\":[0,0]}} | no tensor head.weight",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[1e99],\"data_offsets\":[0,0]}} | is no safetensors file",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[\"two\"],\"data_offsets\":[0,8]}} | is no safetensors file",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[null],\"data_offsets\":[0,8]}} | is no safetensors file"})
    void headersThatSayOtherThanTheFormatDoesAreRefused(String json, String reason) throws IOException {
        byte[] header = json.getBytes(StandardCharsets.UTF_8);
        Files.write(file,
                ByteBuffer.allocate(Long.BYTES + header.length + 16)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(header.length)
                        .put(header)
                        .array());
        assertRefused(reason);
    }

    /** Whatever is broken in it, never with an error of the reader's own, and never as a head that cannot predict. */
    @Property(tries = 2000)
    void aHeadWithFlippedBytesIsReadOrRefused(@ForAll @Size(min = 1, max = 4) List<@IntRange(max = 2000) Integer> at,
            @ForAll @IntRange(min = 1, max = 255) int flip) throws IOException {
        Path damaged = Files.createTempFile("damaged", ".safetensors");
        try {
            HEAD.write(damaged);
            byte[] bytes = Files.readAllBytes(damaged);
            at.forEach(a -> bytes[a % bytes.length] ^= (byte) flip);
            assertReadOrRefused(damaged, bytes);
        } finally {
            Files.delete(damaged);
        }
    }

    @Test
    void soIsAHeadWithAnyOneByteChanged() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int at = 0; at < whole.length; at++) {
            for (int value : new int[]{'0', '9', '-', '"', ']', 0xff, whole[at] ^ 0x80}) {
                byte[] bytes = whole.clone();
                bytes[at] = (byte) value;
                assertReadOrRefused(file, bytes);
            }
        }
    }

    private static void assertReadOrRefused(Path file, byte[] bytes) throws IOException {
        Files.write(file, bytes);
        try {
            HeadFile read = HeadFile.read(file);
            assertEquals(read.labels().size(), new HashSet<>(read.labels()).size());
            assertEquals(read.labels().size(), read.head().classes());
            double[] p = read.calibrated().probabilities(new float[]{1, 0, 0}, 0);
            assertEquals(1, Arrays.stream(p).sum(), 1e-6);
        } catch (UserException e) {
            assertOneLine(e, file);
        }
    }

    private void rewrite(Map<String, String> metadata, Map<String, Safetensors.Tensor> tensors) throws IOException {
        HEAD.write(file);
        Safetensors whole = Safetensors.read(file);
        Map<String, String> otherMetadata = new HashMap<>(whole.metadata());
        otherMetadata.putAll(metadata);
        Map<String, Safetensors.Tensor> otherTensors = new HashMap<>(whole.tensors());
        otherTensors.putAll(tensors);
        new Safetensors(otherTensors, otherMetadata).write(file);
    }

    private void assertRefused(String reason) {
        String message = assertOneLine(assertThrows(UserException.class, () -> HeadFile.read(folder)), file);
        assertTrue(message.contains(reason), message);
    }

    private static String assertOneLine(UserException e, Path file) {
        String message = String.valueOf(e.getMessage());
        assertEquals(1, message.lines().count(), message);
        assertTrue(message.contains("'" + file + "'"), message);
        assertTrue(message.length() < LONGEST, message);
        return message;
    }
}
