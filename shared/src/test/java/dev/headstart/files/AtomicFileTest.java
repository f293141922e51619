package dev.headstart.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headstart.cli.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    Path folder;

    private Path target;

    @BeforeEach
    void target() throws IOException {
        folder = Files.createDirectory(folder.resolve("folder"));
        target = Files.writeString(folder.resolve("target"), "earlier");
    }

    @Test
    void aFileIsForcedToDiskBeforeItHasItsNameAndTheNameAfter() throws IOException {
        assertEquals(List.of("target.part", "folder"),
                Forced.by(() -> AtomicFile.write(target, part -> Files.writeString(part, "new"))));
        assertEquals("new", Files.readString(target));
        assertOnlyTheTarget();
    }

    @Test
    void aNewFolderIsOnTheDiskWithAllAboveIt() throws IOException {
        Path deep = folder.resolve("a/b");
        assertEquals(List.of("folder", "a"), Forced.by(() -> Disk.makeFolder(deep)));
        assertTrue(Files.isDirectory(deep));
        assertEquals(List.of(), Forced.by(() -> Disk.makeFolder(deep)));
    }

    @Test
    void aBodyThatFailsLeavesTheEarlierFileAlone() throws IOException {
        assertThrows(IOException.class, () -> AtomicFile.write(target, part -> {
            Files.writeString(part, "half of it");
            throw new IOException("no room");
        }));
        assertEquals("earlier", Files.readString(target));
        assertOnlyTheTarget();
    }

    @Test
    void whatAKilledRunLeftIsNoObstacleAndNotGoneOnWith() throws IOException {
        Files.writeString(folder.resolve("target.part"), "half of it");
        AtomicFile.write(target, part -> assertEquals("", Files.readString(part)));
        assertOnlyTheTarget();
    }

    @Test
    void aLinkWhereTheUnfinishedFileIsToBeIsRefusedAndWhatItLeadsToIsUntouched() throws IOException {
        Path precious = Files.writeString(folder.resolveSibling("precious"), "precious");
        for (Path leadsTo : List.of(precious, folder.resolve("nowhere"))) {
            Path link = Files.createSymbolicLink(folder.resolve("target.part"), leadsTo);
            UserException e = assertThrows(UserException.class,
                    () -> AtomicFile.write(target, part -> Files.writeString(part, "new")));
            assertTrue(
                    String.valueOf(e.getMessage())
                            .contains("'" + link + "' is to be a file of the run's own, and is a link"),
                    e.getMessage());
            assertEquals("earlier", Files.readString(target));
            assertEquals("precious", Files.readString(precious));
            Files.delete(link);
        }
    }

    private void assertOnlyTheTarget() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(target), files.toList());
        }
    }
}
