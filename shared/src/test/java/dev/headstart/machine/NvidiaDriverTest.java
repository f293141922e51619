package dev.headstart.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NvidiaDriverTest {
    @TempDir
    Path folder;

    @Test
    void aMachineWithoutTheDriverHasNoGpu() {
        assertEquals(0, new NvidiaDriver(folder.resolve("gpus")).count());
    }

    @Test
    void eachEntryIsAGpu() throws IOException {
        Files.createDirectory(folder.resolve("0000:01:00.0"));
        Files.createDirectory(folder.resolve("0000:02:00.0"));
        assertEquals(2, new NvidiaDriver(folder).count());
    }
}
