package dev.headstart.extract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headstart.cli.UserException;
import dev.headstart.weights.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All files have the size and the time of modification of a reproducible archive. */
class HashesTest {
    private static final FileTime TIME = FileTime.fromMillis(315_532_800_000L);
    private static final int ENTRY = 60;

    @TempDir
    Path folder;

    private final List<String> read = new ArrayList<>();
    private Instant now = Instant.now().plus(Duration.ofHours(1));
    private Path store;
    private Path kept;
    private Path red;
    private Path blue;

    @BeforeEach
    void pictures() throws IOException {
        assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("unix"),
                "skipped: no times of change here");
        store = folder.resolve("out.parquet");
        kept = folder.resolve("out.parquet.hashes");
        red = picture("a/1.ppm", "red.");
        blue = picture("a/2.ppm", "blue");
    }

    @Test
    void aFileThatIsAsItWasIsNotReadAgain() throws IOException {
        assertRead("1.ppm", "2.ppm");
        assertRead();
        Files.delete(kept);
        assertRead("1.ppm", "2.ppm");
    }

    @Test
    void anEditInPlaceIsSeen() throws IOException {
        assertRead("1.ppm", "2.ppm");
        edit("a/1.ppm", "Red!");
        assertRead("1.ppm");
        assertRead();
    }

    @Test
    void aFileMovedOverAnotherIsSeen() throws IOException {
        assertRead("1.ppm", "2.ppm");
        Files.move(red, blue, StandardCopyOption.REPLACE_EXISTING);
        picture("a/1.ppm", "grey");
        assertTrue(read(looks()).contains("1.ppm"));
    }

    /** Renaming a folder changes nothing of the files in it. */
    @Test
    void anotherFolderWithTheSameNamesIsSeen() throws IOException {
        picture("b/1.ppm", "blue");
        picture("b/2.ppm", "red.");
        assertRead("1.ppm", "2.ppm");
        Files.move(folder.resolve("a"), folder.resolve("c"));
        Files.move(folder.resolve("b"), folder.resolve("a"));
        assertRead("1.ppm", "2.ppm");
    }

    @Test
    void aCopyThatKeepsTheTimesIsSeen() throws IOException {
        Path copied = picture("b/1.ppm", "grey");
        assertRead("1.ppm", "2.ppm");
        Object before = Files.getAttribute(red, "unix:ctime");
        do {
            Files.delete(red);
            Files.copy(copied, red, StandardCopyOption.COPY_ATTRIBUTES);
        } while (Files.getAttribute(red, "unix:ctime").equals(before));
        assertRead("1.ppm");
    }

    /** A change within the same tick of the file system's clock leaves no trace. */
    @Test
    void aFileChangedJustBeforeItWasReadIsReadAgain() throws IOException {
        Instant changed = ((FileTime) Files.getAttribute(blue, "unix:ctime")).toInstant();
        now = changed.plusSeconds(9);
        assertRead("1.ppm", "2.ppm");
        assertFalse(Files.exists(kept));
        now = changed.plusSeconds(11);
        assertRead("1.ppm", "2.ppm");
        assertRead();
    }

    @Test
    void whereTheFileSystemProvesNothingEveryFileIsRead() throws IOException {
        for (int i = 0; i < 2; i++) {
            assertRead(new Looks(clock(), Set.of("ext1")), "1.ppm", "2.ppm");
            assertFalse(Files.exists(kept));
        }
    }

    @Test
    void aFileThatWasChangedWhileItWasReadIsNotRemembered() throws IOException {
        try (Hashes hashes = Hashes.open(store, looks(), Sha256::ofFile)) {
            Look before = hashes.look(red);
            String sha256 = Sha256.ofFile(red);
            edit("a/1.ppm", "Red!");
            hashes.add(red, before, sha256);
            Look gone = hashes.look(blue);
            Files.delete(blue);
            hashes.add(blue, gone, sha256);
        }
        assertFalse(Files.exists(kept));
    }

    @Test
    void whatARunAddsIsKeptHoweverItEnds() throws IOException {
        try (Hashes hashes = Hashes.open(store, looks(), Sha256::ofFile)) {
            hashes.add(red, hashes.look(red), Sha256.ofFile(red));
        }
        assertRead("2.ppm");
    }

    @Test
    void aDamagedEntryIsAsGoodAsNone() throws IOException {
        assertRead("1.ppm", "2.ppm");
        byte[] whole = Files.readAllBytes(kept);
        assertEquals(2 * ENTRY, whole.length);
        for (int i = 0; i < ENTRY; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 1;
            Files.write(kept, damaged);
            assertEquals(1, read(looks()).size(), "byte " + i);
        }
        Files.write(kept, Arrays.copyOf(whole, 2 * ENTRY - 1));
        assertEquals(1, read(looks()).size());
        Files.write(kept, Arrays.copyOf(whole, 2 * ENTRY + 1000));
        assertRead();
    }

    @Test
    void whatIsGoneIsForgottenWhenARunIsDone() throws IOException {
        assertRead("1.ppm", "2.ppm");
        Files.delete(blue);
        try (Hashes hashes = Hashes.open(store, looks(), Sha256::ofFile)) {
            assertEquals(Sha256.ofFile(red), hashes.of(red, hashes.look(red)));
            hashes.forgetOthers();
        }
        assertEquals(ENTRY, Files.size(kept));
        blue = picture("a/2.ppm", "blue");
        assertRead("2.ppm");
    }

    @Test
    void aLinkInTheirPlaceIsRefused() throws IOException {
        Path precious = Files.writeString(folder.resolve("precious"), "precious");
        Files.createSymbolicLink(kept, precious);
        assertThrows(UserException.class, () -> Hashes.open(store));
        assertEquals("precious", Files.readString(precious));
    }

    /** Clocks of file systems tick: of two changes within a tick the second leaves no trace. */
    private void edit(String name, String content) throws IOException {
        Object before = Files.getAttribute(folder.resolve(name), "unix:ctime");
        do {
            picture(name, content);
        } while (Files.getAttribute(folder.resolve(name), "unix:ctime").equals(before));
    }

    private Path picture(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        return Files.setLastModifiedTime(file, TIME);
    }

    private InstantSource clock() {
        return () -> now;
    }

    /** They trust whatever file system the test is on. */
    private Looks looks() {
        return new Looks(clock(), Set.of(Looks.type(folder)));
    }

    private void assertRead(String... names) throws IOException {
        assertRead(looks(), names);
    }

    private void assertRead(Looks looks, String... names) throws IOException {
        assertEquals(List.of(names), read(looks));
    }

    /** The names of the files that are read for the hashes of both, which are right in any case. */
    private List<String> read(Looks looks) throws IOException {
        read.clear();
        try (Hashes hashes = Hashes.open(store, looks, file -> {
            read.add(String.valueOf(file.getFileName()));
            return Sha256.ofFile(file);
        })) {
            for (Path file : List.of(red, blue)) {
                Look look = hashes.look(file);
                assertEquals(TIME.to(TimeUnit.NANOSECONDS), look.modified());
                assertEquals(Sha256.ofFile(file), hashes.of(file, look));
            }
        }
        return List.copyOf(read);
    }
}
