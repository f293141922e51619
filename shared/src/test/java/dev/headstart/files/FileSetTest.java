package dev.headstart.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headstart.cli.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileSetTest {
    private static final List<String> NAMES = List.of("a", "b", "c", "d");
    private static final SortedMap<String, String> EARLIER = new TreeMap<>(
            Map.of("a", "earlier", "b", "earlier", "c", "earlier", "other", "of nobody's"));
    /** Without {@code c}, with {@code d}. */
    private static final SortedMap<String, String> NEW = new TreeMap<>(
            Map.of("a", "new", "b", "new", "d", "new", "other", "of nobody's"));

    @TempDir
    Path folder;

    @BeforeEach
    void earlier() throws IOException {
        folder = Files.createDirectory(folder.resolve("folder"));
        for (String name : EARLIER.keySet()) {
            Files.writeString(folder.resolve(name), EARLIER.get(name));
        }
    }

    @Test
    void aNewSetTakesThePlaceOfTheEarlierOneAndIsOnTheDisk() throws IOException {
        FileSet set = begun();
        assertEquals(EARLIER, files());
        List<String> forced = Forced.by(set::put);
        assertEquals(List.of("a", "b", "d", ".part", "folder"), forced.subList(0, 5));
        assertEquals("folder", forced.getLast());
        assertEquals(NEW, everything());
    }

    /** A folder in a file's place stops it there, as a kill would: while the earlier files go, and while the new ones are moved. */
    @ParameterizedTest
    @ValueSource(strings = {"a", "b", "c", "d"})
    void whereverItIsKilledTheNextWriterFinishesItAndReadersSeeTheNewFilesAtOnce(String stop) throws IOException {
        FileSet set = begun();
        Files.deleteIfExists(folder.resolve(stop));
        Path obstacle = Files.createDirectories(folder.resolve(stop).resolve("in the way"));
        assertThrows(IOException.class, set::put);
        Files.delete(obstacle);
        Files.delete(obstacle.getParent());
        assertTrue(files().values().stream().allMatch(content -> !content.equals("new")), "two sets at once");
        assertReadersSeeTheNewSet();
        new FileSet(folder, NAMES).recover();
        assertEquals(NEW, everything());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void killedWhileFilesAreMovedItIsFinishedToo(int moved) throws IOException {
        Path placing = Files.createDirectory(folder.resolve(".placing"));
        List<String> names = List.of("a", "b", "d");
        for (String name : NAMES) {
            Files.deleteIfExists(folder.resolve(name));
        }
        for (int i = 0; i < names.size(); i++) {
            Files.writeString((i < moved ? folder : placing).resolve(names.get(i)), "new");
        }
        assertReadersSeeTheNewSet();
        new FileSet(folder, NAMES).recover();
        assertEquals(NEW, everything());
    }

    @Test
    void whatWasNotWrittenToItsEndGoes() throws IOException {
        begun();
        for (String name : List.of("a.part", "a.part.part", "d.part")) {
            Files.writeString(folder.resolve(name), "half of it");
        }
        assertEquals("earlier", Files.readString(FileSet.find(folder, "a")));
        new FileSet(folder, NAMES).recover();
        assertEquals(EARLIER, everything());
    }

    @Test
    void aFolderWhereAFileIsToBeIsRefusedBeforeAnythingIsWritten() throws IOException {
        Path obstacle = Files.createDirectory(folder.resolve("d"));
        UserException e = assertThrows(UserException.class, () -> new FileSet(folder, NAMES).recover());
        assertTrue(String.valueOf(e.getMessage()).startsWith("'" + obstacle + "' is a folder"), e.getMessage());
    }

    private FileSet begun() throws IOException {
        FileSet set = new FileSet(folder, NAMES);
        Path part = set.begin();
        for (String name : List.of("a", "b", "d")) {
            Files.writeString(part.resolve(name), "new");
        }
        return set;
    }

    private void assertReadersSeeTheNewSet() throws IOException {
        for (String name : List.of("a", "b", "d")) {
            assertEquals("new", Files.readString(FileSet.find(folder, name)), name);
        }
        assertFalse(Files.exists(FileSet.find(folder, "c")));
    }

    /** All files with their contents, but not those in folders. */
    private SortedMap<String, String> files() throws IOException {
        SortedMap<String, String> contents = new TreeMap<>();
        try (Stream<Path> there = Files.list(folder)) {
            for (Path file : there.filter(Files::isRegularFile).toList()) {
                contents.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return contents;
    }

    private SortedMap<String, String> everything() throws IOException {
        try (Stream<Path> there = Files.list(folder)) {
            assertTrue(there.allMatch(Files::isRegularFile), "folders are left");
        }
        return files();
    }
}
