package dev.headstart.parquet;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import dev.headstart.embeddings.Embedding;
import dev.headstart.embeddings.EmbeddingsWriter;
import dev.headstart.embeddings.Origin;
import dev.headstart.embeddings.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/** Copies of a file with some bytes changed or lost: each is read, or refused in one line, in little time and memory. */
@SuppressWarnings("ArrayRecordComponent") // a file, never compared
record DamagedFiles(byte[] whole, Path copy) {
    private static final int MOST_CHANGED = 4;
    private static final double SECONDS = 5;
    private static final long BYTES = 1L << 30;

    /** @param folder for the copies, one at a time */
    static DamagedFiles of(Path whole, Path folder) throws IOException {
        return new DamagedFiles(Files.readAllBytes(whole), folder.resolve("damaged.parquet"));
    }

    /** Of one of extract's files. */
    static DamagedFiles ofStore(Path folder) throws IOException {
        Path file = folder.resolve("store.parquet");
        Origin origin = new Origin("resnet18", "seeded:0", List.of("flatten"), "avg", "", "apply", "fp32", "/");
        try (EmbeddingsWriter writer = new EmbeddingsWriter(file, origin)) {
            for (int i = 0; i < 30; i++) {
                writer.write(new Embedding(new Row(i + ".jpg", "a", null, 1, 1, "00", 1, 1),
                        List.of(new float[]{i, 1, 2, 3})));
            }
            writer.commit();
        }
        return of(file, folder);
    }

    /** @param seeds how many */
    void areReadOrRefused(int seeds) {
        for (int seed = 0; seed < seeds; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            assertDoesNotThrow(() -> change(random), "seed " + seed);
            assertDoesNotThrow(() -> cut(random), "seed " + seed);
        }
    }

    /** Each byte in turn is made the largest, as a number with and without sign, and has its highest bit flipped. */
    void areReadOrRefusedByteByByte() {
        for (int at = 0; at < whole.length; at++) {
            for (int value : new int[]{0xff, 0x7f, whole[at] ^ 0x80}) {
                byte[] bytes = whole.clone();
                bytes[at] = (byte) value;
                assertDoesNotThrow(() -> read(bytes), "byte " + at + ": " + value);
            }
        }
    }

    /** Changes one to four bytes, anywhere. */
    private void change(SplittableRandom random) throws IOException {
        byte[] bytes = whole.clone();
        for (int n = random.nextInt(1, MOST_CHANGED + 1); n > 0; n--) {
            // Half of them in the footer, where the sizes are.
            int from = random.nextBoolean() ? 0 : bytes.length / 2;
            int at = random.nextInt(from, bytes.length);
            bytes[at] = switch (random.nextInt(3)) {
                case 0 -> (byte) (bytes[at] ^ 1 << random.nextInt(Byte.SIZE));
                case 1 -> (byte) -1;
                default -> (byte) random.nextInt();
            };
        }
        read(bytes);
    }

    /** Loses the end, or a part within. */
    private void cut(SplittableRandom random) throws IOException {
        int from = random.nextInt(whole.length);
        int to = random.nextBoolean() ? whole.length : random.nextInt(from, whole.length);
        byte[] bytes = new byte[whole.length - (to - from)];
        System.arraycopy(whole, 0, bytes, 0, from);
        System.arraycopy(whole, to, bytes, from, whole.length - to);
        read(bytes);
    }

    private void read(byte[] bytes) throws IOException {
        Files.write(copy, bytes);
        Reading.of(copy).requireLessThan(SECONDS, BYTES);
    }
}
