package dev.headstart.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockFileTest {
    @TempDir
    Path folder;

    private Path path;

    @BeforeEach
    void path() {
        path = folder.resolve("lock");
    }

    @Test
    void theFileStaysAndIsNoObstacleToTheNextHolder() throws IOException {
        LockFile.tryAcquire(path).orElseThrow().close();
        assertTrue(Files.exists(path));
        LockFile.tryAcquire(path).orElseThrow().close();
    }

    @Test
    void aFileThatAKilledRunLeftNamesTheNextHolderInstead() throws IOException {
        Files.writeString(path, "a number longer than that of any process");
        try (LockFile _ = LockFile.require(path, folder)) {
            assertEquals(Long.toString(ProcessHandle.current().pid()), Files.readString(path));
        }
    }

    /** As happens where Ctrl-C meets a run's end. */
    @Test
    void releasedASecondTimeItLeavesTheNextHoldersLockAlone() throws IOException {
        LockFile first = LockFile.tryAcquire(path).orElseThrow();
        first.close();
        try (LockFile _ = LockFile.tryAcquire(path).orElseThrow()) {
            first.close();
            assertTrue(LockFile.tryAcquire(path).isEmpty());
        }
    }
}
