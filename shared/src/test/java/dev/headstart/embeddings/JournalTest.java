package dev.headstart.embeddings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headstart.cli.UserException;
import dev.headstart.files.Forced;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final Origin ORIGIN = new Origin("resnet18", "seeded:0", List.of("flatten"), "avg", "resize 256",
            "apply", "fp32", "/pictures");

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void file() throws IOException {
        folder = Files.createDirectory(folder.resolve("folder"));
        file = folder.resolve("journal");
    }

    @Test
    void itsNameIsForcedToDiskAtOnceAndItsRowsEveryFewSecondsAndAtTheEnd() throws IOException {
        AtomicLong clock = new AtomicLong();
        List<Long> seconds = List.of(1L, 4L, 6L, 7L, 10L, 12L);
        assertEquals(List.of("folder", "journal", "journal", "journal", "journal"), Forced.by(() -> {
            try (Journal journal = Journal.open(file, ORIGIN, false, clock::get)) {
                for (long second : seconds) {
                    clock.set(TimeUnit.SECONDS.toNanos(second));
                    journal.append(List.of(row(second + ".jpg")));
                }
            }
        }));
    }

    @Test
    void oneThatIsNotWantedAnyMoreIsNotForcedButItsEndIs() throws IOException {
        Journal journal = Journal.open(file, ORIGIN, false);
        journal.append(List.of(row("1.jpg")));
        assertEquals(List.of("folder"), Forced.by(() -> {
            journal.discard();
            journal.close();
        }));
        assertFalse(Files.exists(file));
    }

    @Test
    void zerosThatAPowerCutLeftAtTheEndAreCutOff() throws IOException {
        byte[] whole = write("1.jpg", "2.jpg");
        for (int zeros : List.of(1, 8, 4096)) {
            Files.write(file, Arrays.copyOf(whole, whole.length + zeros));
            assertEquals(List.of("1.jpg", "2.jpg"), found(0));
            assertArrayEquals(whole, Files.readAllBytes(file));
        }
    }

    @Test
    void oneOfZerosAloneOrCutWithinItsHeaderIsBegunAnew() throws IOException {
        byte[] whole = write();
        for (byte[] begun : List.of(new byte[0], new byte[7], new byte[8], new byte[4096], Arrays.copyOf(whole, 3),
                Arrays.copyOf(whole, 8), Arrays.copyOf(whole, whole.length - 1))) {
            Files.write(file, begun);
            assertEquals(List.of(), found(0));
            assertArrayEquals(whole, Files.readAllBytes(file));
        }
    }

    @Test
    void aDamagedPlaceCostsTheRowsThatLieThereAndNoOther() throws IOException {
        byte[] header = write();
        byte[] whole = write("1.jpg", "2.jpg", "3.jpg", "4.jpg");
        int row = (whole.length - header.length) / 4;
        for (int at = 0; at < row; at++) {
            byte[] damaged = whole.clone();
            damaged[header.length + row + at] ^= 1;
            Files.write(file, damaged);
            assertEquals(List.of("1.jpg", "3.jpg", "4.jpg"), found(row), "byte " + at);
        }
        Arrays.fill(whole, header.length, header.length + 2 * row, (byte) 0);
        Files.write(file, whole);
        assertEquals(List.of("3.jpg", "4.jpg"), found(2L * row));
        try (Journal journal = open(false)) {
            journal.append(List.of(row("5.jpg")));
        }
        assertEquals(List.of("3.jpg", "4.jpg", "5.jpg"), found(2L * row));
    }

    @Test
    void aRowIsFoundBehindAnyLengthOfDamage() throws IOException {
        byte[] header = write();
        byte[] whole = write("1.jpg");
        int window = 1 << 20;
        for (int gap : List.of(1, window - 12, window - 1, window, window + 1, 2 * window + 5)) {
            ByteBuffer damaged = ByteBuffer.allocate(gap + whole.length);
            byte[] noise = new byte[gap];
            new Random(gap).nextBytes(noise);
            damaged.put(header).put(noise).put(whole, header.length, whole.length - header.length);
            Files.write(file, damaged.array());
            assertEquals(List.of("1.jpg"), found(gap));
        }
    }

    /** Nothing tells what its rows are of, and another's file is not to be overwritten. */
    @Test
    void whatDoesNotBeginAsAJournalIsRefusedUnlessTheRunIsFresh() throws IOException {
        byte[] whole = write("1.jpg");
        byte[] damaged = whole.clone();
        damaged[20] ^= 1;
        byte[] behindZeros = new byte[3 << 20];
        behindZeros[behindZeros.length - 1] = 1;
        for (byte[] other : List.of(damaged, "my diary, which is no journal of embeddings".getBytes(UTF_8),
                behindZeros)) {
            assertRefusedAndKept(other);
            try (Journal journal = open(true)) {
                assertEquals(0, journal.size());
            }
        }
    }

    /** Such a length says that the header is cut off, or that the file is zeros; its rows say that it is neither. */
    @Test
    void oneWithRowsWhoseHeaderHasADamagedLengthIsRefusedAndKept() throws IOException {
        byte[] whole = write("1.jpg");
        for (int at = 0; at < Integer.BYTES; at++) {
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                byte[] damaged = whole.clone();
                damaged[at] ^= (byte) (1 << bit);
                assertRefusedAndKept(damaged);
            }
        }
        for (int length : List.of(0, whole.length, 1 << 20)) {
            byte[] damaged = whole.clone();
            ByteBuffer.wrap(damaged).putInt(length);
            assertRefusedAndKept(damaged);
        }
    }

    private void assertRefusedAndKept(byte[] other) throws IOException {
        Files.write(file, other);
        UserException e = assertThrows(UserException.class, () -> open(false));
        assertTrue(String.valueOf(e.getMessage()).contains("delete it, or start over with --fresh"), e.getMessage());
        assertArrayEquals(other, Files.readAllBytes(file));
    }

    /** Written by the version before 2026-11-28, which let empty records pass. */
    @Test
    void onesOfTheVersionBeforeAreGoneOnWith() throws IOException {
        try (InputStream before = JournalTest.class.getResourceAsStream("/golden/before.journal")) {
            Files.copy(Objects.requireNonNull(before), file);
        }
        assertEquals(List.of("1.jpg", "2.jpg"), found(0));
        assertArrayEquals(write("1.jpg", "2.jpg"), Files.readAllBytes(file));
    }

    private Journal open(boolean fresh) throws IOException {
        return Journal.open(file, ORIGIN, fresh);
    }

    /** The bytes of a new journal with rows of such names, one append each. */
    private byte[] write(String... paths) throws IOException {
        Files.deleteIfExists(file);
        try (Journal journal = open(false)) {
            for (String path : paths) {
                journal.append(List.of(row(path)));
            }
        }
        return Files.readAllBytes(file);
    }

    /** The rows that an opened journal finds of the names that the tests write, their numbers with them. */
    private List<String> found(long damaged) throws IOException {
        try (Journal journal = open(false)) {
            assertEquals(damaged, journal.damaged());
            List<String> found = IntStream.range(1, 6)
                    .mapToObj(i -> i + ".jpg")
                    .filter(path -> journal.find(path).isPresent())
                    .toList();
            assertEquals(found.size(), journal.size());
            for (String path : found) {
                assertEquals(row(path).row(), journal.find(path).orElseThrow());
                assertArrayEquals(row(path).vectors().getFirst(), journal.vectors(path).getFirst());
            }
            return found;
        }
    }

    private static Embedding row(String path) {
        return new Embedding(new Row(path, null, null, 500, 375, "00".repeat(32), 1234, 1_700_000_000_123_456_789L),
                List.of(new float[]{1, 2, 3}));
    }
}
