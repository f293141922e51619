package dev.headstart.files;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockFileTest {
    @TempDir
    Path folder;

    /** As happens where Ctrl-C meets a run's end. */
    @Test
    void givenUpASecondTimeItLeavesTheNextHoldersFileAlone() throws IOException {
        Path path = folder.resolve("lock");
        LockFile first = LockFile.tryAcquire(path).orElseThrow();
        first.close();
        assertFalse(Files.exists(path));
        try (LockFile _ = LockFile.tryAcquire(path).orElseThrow()) {
            first.close();
            assertTrue(Files.exists(path));
        }
        assertFalse(Files.exists(path));
    }
}
