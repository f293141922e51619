package dev.headstart.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.headstart.backbone.Backbone;
import dev.headstart.backbone.Backbones;
import dev.headstart.backbone.Preprocessing;
import dev.headstart.cli.UserException;
import dev.headstart.embeddings.Origin;
import dev.headstart.head.HeadFile;
import dev.headstart.head.LinearHead;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten thousand files of weights and heads that somebody made to do harm, or that a disk or a network spoilt, through the readers of the
 * commands: each is read or refused in one line, in less than 5 s and 1 GB.
 */
class HostileFilesIT {
    private static final Path PTH = Path.of("src/test/resources/golden/pth");
    private static final Backbone RESNET18 = Backbones.require("resnet18");
    private static final double MOST_SECONDS = 5;
    /** What is taken in all, so that what stands in memory at once is less. */
    private static final long MOST_HEAP = 1L << 30;

    /** Values at which sizes and counts turn over. */
    private static final String BYTES = "\0\1\u007f\u0080\u00ff09-\"[{}.";

    /** Opcodes of a pickle, and pieces that belong to some. */
    private static final List<String> OPCODES = List.of("(", ".", "0", "1", "2", "N", "K\1",
            "J\u00ff\u00ff\u00ff\u007f", "G\0\0\0\0\0\0\0\0", "F1\n", "I7\n", "L99999999999999999999L\n",
            "\u008a\1\u00ff", "\u008b\u00ff\u00ff\u00ff\u007f", "S'a'\n", "Va\n", "X\1\0\0\0a",
            "X\u00ff\u00ff\u00ff\u007f", "\u008d\0\0\0\0\1\0\0\0", "B\u00ff\u00ff\u00ff\u007f", "C\1a",
            "\u008e\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f", ")", "]", "}", "t", "l", "d", "a", "e", "s", "u",
            "\u0085", "\u0086", "\u0087", "\u0088", "\u0089", "\u008f", "\u0090", "\u0091", "p0\n", "q\0", "r\0\0\0\0",
            "\u0094", "g0\n", "h\0", "j\0\0\0\0", "ccollections\nOrderedDict\n", "ctorch._utils\n_rebuild_tensor_v2\n",
            "ctorch\nFloatStorage\n", "cos\nsystem\n", "\u0093", "R", "\u0081", "\u0092", "ios\nsystem\n", "o", "b",
            "Q", "P0\n", "\u0082\1", "\u0097", "\u0098", "\u0095\0\0\0\0\0\0\0\0", "\u0080\4");

    @TempDir
    Path folder;

    private Path file;
    private int read;
    private int refused;

    /** A way to open a file. */
    private interface Reader {
        void open(Path file) throws IOException;
    }

    @BeforeEach
    void prepare() {
        file = folder.resolve("hostile");
    }

    @Test
    void whatWasSpoiltIsReadOrRefused() throws IOException {
        SplittableRandom random = new SplittableRandom(20);
        for (String name : List.of("zip.pth", "legacy.pth", "checkpoint.pth", "beside.pth", "beside-legacy.pth")) {
            byte[] whole = Files.readAllBytes(PTH.resolve(name));
            for (int i = 0; i < 700; i++) {
                attempt(name + " " + i, spoil(whole, random), HostileFilesIT::openWeights);
            }
        }
        for (byte[] head : List.of(head("linear"), head("unit"))) {
            for (int i = 0; i < 1000; i++) {
                byte[] spoilt = spoil(head, random);
                attempt("head " + i, spoilt, HeadFile::read);
                attempt("head as weights " + i, spoilt, HostileFilesIT::openWeights);
            }
        }
        assertTrue(read > 100 && refused > 1000, read + " read, " + refused + " refused");
    }

    /** Opcodes in any order, alone and in the place of a part of a state dict. */
    @Test
    void picklesOfAnyOpcodesAreReadOrRefused() throws IOException {
        SplittableRandom random = new SplittableRandom(21);
        for (int i = 0; i < 2500; i++) {
            PickleBytes pickle = new PickleBytes().put("\u0080\2");
            if (random.nextBoolean()) {
                pickle.put("}q\0(")
                        .text("state_dict")
                        .put("}q\1(")
                        .text("conv1.weight")
                        .tensor("0", List.of(64, 3, 7, 7));
            }
            for (int n = random.nextInt(40); n > 0; n--) {
                pickle.repeat(OPCODES.get(random.nextInt(OPCODES.size())),
                        random.nextInt(8) == 0 ? random.nextInt(3000) : 1);
            }
            byte[] bytes = pickle.put(random.nextBoolean() ? "uu." : ".").bytes();
            if (random.nextBoolean()) {
                PickleBytes.zip(file, bytes, Map.of("0", new byte[random.nextInt(1 << 16)]));
                attempt("pickle " + i, Files.readAllBytes(file), HostileFilesIT::openWeights);
            } else {
                attempt("legacy pickle " + i, PickleBytes.legacy(bytes), HostileFilesIT::openWeights);
            }
        }
    }

    @Test
    void headersOfAnyPiecesAreReadOrRefused() throws IOException {
        SplittableRandom random = new SplittableRandom(22);
        List<String> pieces = List.of("{", "}", "[", "]", ":", ",", "\"conv1.weight\"", "\"__metadata__\"", "\"dtype\"",
                "\"F32\"", "\"shape\"", "\"data_offsets\"", "[0,37632]", "[64,3,7,7]", "0", "-1", "1e999999999",
                "9999999999999999999", "null", "true", "\"\\u0000\"", "\"classes\":\"[]\"", " ",
                "{\"dtype\":\"F32\",\"shape\":[64,3,7,7],\"data_offsets\":[0,37632]}");
        for (int i = 0; i < 1500; i++) {
            StringBuilder json = new StringBuilder("{");
            for (int n = random.nextInt(30); n > 0; n--) {
                String piece = pieces.get(random.nextInt(pieces.size()));
                json.append(random.nextInt(12) == 0 ? piece.repeat(random.nextInt(5000)) : piece);
            }
            byte[] bytes = safetensors(json.append("}").toString(), random.nextInt(40_000));
            attempt("header " + i, bytes, HostileFilesIT::openWeights);
            attempt("header of a head " + i, bytes, HeadFile::read);
        }
    }

    /** Each as large as it takes for the harm it is to do. */
    @Test
    void bombsAreRefused() throws IOException {
        int size = 20_000_000;
        for (String opcodes : List.of("N", "]", "}", "(", ")", "2", "h\0", "]h\0h\0\u0086", "]q\0", "}h\0h\0s", "h\0a",
                "h\0h\0s", "K\1", "\u0088", "X\1\0\0\0a", "h\0\u0085", "\u0094", "ca\nb\n", "]R", "Va\n",
                "\u0095\0\0\0\0\0\0\0\0")) {
            for (String start : List.of("]q\0", "}q\0(")) {
                byte[] pickle = new PickleBytes().put(start).repeat(opcodes, size / opcodes.length()).put(".").bytes();
                PickleBytes.zip(file, pickle, Map.of());
                attempt(start + opcodes, null, HostileFilesIT::openWeights);
            }
        }
        for (String json : List.of("[".repeat(size), "{'a':".repeat(size / 5), "'" + "a".repeat(size) + "'",
                "'a':{'dtype':'F32','shape':[" + "1,".repeat(size / 2), "'a':{'shape':[" + "1".repeat(size) + "]}",
                "'a':{'x':" + "[".repeat(size), "'a':" + "1".repeat(size) + "}", names(1_200_000), names(100_000),
                "'__metadata__':{" + "'a':'b',".repeat(size / 8),
                "'__metadata__':{'classes':'" + "[".repeat(size) + "'}}")) {
            for (int cut : List.of(size, 15_000_000, 1_000_000)) {
                String header = "{" + json.substring(0, Math.min(json.length(), cut));
                byte[] bytes = safetensors(header.replace('\'', '"'), 16);
                attempt(json.substring(0, 20), bytes, HostileFilesIT::openWeights);
                attempt("head " + json.substring(0, 20), bytes, HeadFile::read);
            }
        }
        assertEquals(0, read);
    }

    private static String names(int count) {
        StringBuilder json = new StringBuilder();
        for (int i = 0; i < count; i++) {
            json.append('\'').append(i).append("':{'dtype':'F32','shape':[0],'data_offsets':[0,0]},");
        }
        return json.toString();
    }

    /** With a zip's directory of a million entries, which an end that lies about their number does not hide. */
    @Test
    void aZipOfVeryManyEntriesIsRefused() throws IOException {
        byte[] entry = ByteBuffer.allocate(47)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0x02014b50)
                .putShort(28, (short) 1)
                .put(46, (byte) 'a')
                .array();
        for (int count : List.of(100_000, 1_000_000)) {
            ByteBuffer zip = ByteBuffer.allocate(4 + count * entry.length + 22).order(ByteOrder.LITTLE_ENDIAN);
            zip.putInt(0x04034b50);
            for (int i = 0; i < count; i++) {
                zip.put(entry);
            }
            zip.putInt(0x06054b50)
                    .putInt(0)
                    .putInt(0x00010001)
                    .putInt(count * entry.length)
                    .putInt(4)
                    .putShort((short) 0);
            attempt("zip of " + count, zip.array(), HostileFilesIT::openWeights);
        }
        assertEquals(2, refused);
    }

    private static void openWeights(Path file) {
        Hub none = new Hub(file, URI.create("http://localhost:1/"));
        try (Weights weights = new WeightsSource.File(file, null).open(RESNET18, none)) {
            weights.shapes().keySet().forEach(weights::values);
        }
    }

    /** Opens a file of these bytes, or the one that is there. */
    private void attempt(String what, byte @Nullable [] bytes, Reader reader) throws IOException {
        if (bytes != null) {
            Files.write(file, bytes);
        }
        Spent spent = Spent.now();
        try {
            reader.open(file);
            read++;
        } catch (UserException | IOException e) {
            refused++;
            String message = String.valueOf(e.getMessage());
            assertEquals(1, message.lines().count(), what + ": " + message);
            assertTrue(message.length() < 2000 && message.chars().noneMatch(Character::isISOControl),
                    what + ": " + message);
        } catch (RuntimeException | Error e) {
            fail(what, e);
        }
        assertTrue(spent.seconds() < MOST_SECONDS, what + ": " + spent.seconds() + " s");
        assertTrue(spent.heap() < MOST_HEAP, what + ": " + spent.heap() + " bytes");
    }

    /** Some bytes changed, or a part cut out, doubled, moved or cut off. */
    private static byte[] spoil(byte[] whole, SplittableRandom random) {
        byte[] bytes = whole.clone();
        int from = random.nextInt(bytes.length);
        int to = from + random.nextInt(Math.min(bytes.length - from, 200) + 1);
        switch (random.nextInt(6)) {
            case 0 -> {
                return Arrays.copyOf(bytes, from);
            }
            case 1 -> {
                return joined(Arrays.copyOf(bytes, from), Arrays.copyOfRange(bytes, to, bytes.length));
            }
            case 2 -> {
                return joined(Arrays.copyOf(bytes, to), Arrays.copyOfRange(bytes, from, bytes.length));
            }
            case 3 -> System.arraycopy(bytes, random.nextInt(bytes.length - (to - from)), bytes, from, to - from);
            default -> {
                for (int n = 1 + random.nextInt(4); n > 0; n--) {
                    bytes[random.nextInt(bytes.length)] = random.nextBoolean() ? (byte) random.nextInt(256)
                            : (byte) BYTES.charAt(random.nextInt(BYTES.length()));
                }
            }
        }
        return bytes;
    }

    private static byte[] joined(byte[] a, byte[] b) {
        return ByteBuffer.allocate(a.length + b.length).put(a).put(b).array();
    }

    private static byte[] safetensors(String json, int data) {
        byte[] header = json.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Long.BYTES + header.length + data)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .put(header)
                .array();
    }

    private byte[] head(String kind) throws IOException {
        Origin origin = new Origin("resnet18", "seeded:0", new ArrayList<>(List.of("flatten")), "avg",
                Preprocessing.IMAGENET.describe(), "apply", "fp32", "/");
        Path head = folder.resolve("head");
        new HeadFile(new LinearHead(new float[]{1, 2, 3, -4, -5, -6}, new float[]{0.5f, -0.5f}, kind.equals("unit")),
                List.of("ants", "bees"), Optional.of(origin), 2).write(head);
        return Files.readAllBytes(head);
    }
}
