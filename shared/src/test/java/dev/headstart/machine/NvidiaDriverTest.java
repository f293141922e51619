package dev.headstart.machine;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NvidiaDriverTest {
    @TempDir
    Path folder;

    @Test
    void aMachineWithoutTheDriverHasNoGpu() throws IOException {
        assertFalse(new NvidiaDriver(folder.resolve("gpus")).hasGpu());
        assertFalse(new NvidiaDriver(folder).hasGpu());
        assertFalse(new NvidiaDriver(Files.createFile(folder.resolve("file"))).hasGpu());
    }

    @Test
    void anEntryIsAGpu() throws IOException {
        Files.createDirectory(folder.resolve("0000:01:00.0"));
        assertTrue(new NvidiaDriver(folder).hasGpu());
    }
}
