package dev.headstart.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchFolderTest {
    @TempDir
    Path folder;

    @Test
    void itGoesWithAllThatIsInIt() throws IOException {
        try (ScratchFolder scratch = ScratchFolder.in(folder)) {
            fill(scratch.path());
        }
        assertLeft();
    }

    @Test
    void itGoesWhenASignalEndsTheProcess() throws Exception {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-cp",
                System.getProperty("java.class.path"), Killed.class.getName(), folder.toString())
                .redirectErrorStream(true)
                .start();
        assertEquals('.', process.getInputStream().read());
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(1, files.count());
        }
        process.destroy();
        process.waitFor();
        assertLeft();
    }

    /** The process that is killed. */
    static final class Killed {
        private Killed() {}

        public static void main(String[] args) throws Exception {
            try (ScratchFolder scratch = ScratchFolder.in(Path.of(args[0]))) {
                fill(scratch.path());
                System.out.print('.');
                System.out.flush();
                Thread.sleep(Duration.ofMinutes(1));
            }
        }
    }

    @Test
    void whatRunsLeftThatCouldNotDeleteItGoesADayLater() throws IOException {
        Path old = Files.createDirectory(folder.resolve("headstart-scratch-1"));
        fill(old);
        Path young = Files.createDirectory(folder.resolve("headstart-scratch-2"));
        Path others = Files.createDirectory(folder.resolve("headstart-3"));
        for (Path path : List.of(old, others)) {
            Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
        }
        ScratchFolder.in(folder).close();
        assertFalse(Files.exists(old));
        assertTrue(Files.exists(young));
        assertLeft(young, others);
    }

    /** A link in it goes, and what it leads to stays. */
    @Test
    void linksAreNotFollowed() throws IOException {
        Path precious = Files.createDirectory(folder.resolve("precious"));
        fill(precious);
        try (ScratchFolder scratch = ScratchFolder.in(folder)) {
            Files.createSymbolicLink(scratch.path().resolve("link"), precious);
        }
        assertTrue(Files.exists(precious.resolve("below/file")));
    }

    private static void fill(Path folder) throws IOException {
        Files.createFile(Files.createDirectories(folder.resolve("below")).resolve("file"));
    }

    private void assertLeft(Path... expected) throws IOException {
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(Stream.of(expected).sorted().toList(), left.sorted().toList());
        }
    }
}
