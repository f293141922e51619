package dev.headstart.torchscript;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import dev.headstart.cli.UserException;
import dev.headstart.machine.NvidiaDriver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevicesTest {
    @TempDir
    Path folder;

    @Test
    void withoutAGpuAutoIsTheCpuAndThereIsNothingToExplain() {
        assumeTrue(!NvidiaDriver.here().hasGpu(), "skipped: this machine has a GPU");
        assertEquals(Device.cpu(), Devices.of("auto"));
        assertEquals(Optional.empty(), UnusedGpu.note("auto"));
        UserException e = assertThrows(UserException.class, () -> Devices.of("gpu"));
        assertEquals("--device gpu: this machine has no GPU that libtorch can use; use --device cpu", e.getMessage());
    }

    @Test
    void aGpuIsUnusedForWantOfCudaInLibtorchOrOfANewerDriver() throws IOException {
        assertTrue(UnusedGpu.reason(folder, true).contains("-Pcuda"));
        assertTrue(UnusedGpu.reason(folder, false).contains("in " + folder + " is for CPUs; set PYTORCH_LIBRARY_PATH"));
        Files.createFile(folder.resolve("libtorch_cuda.so"));
        assertTrue(UnusedGpu.reason(folder, false).contains("update the driver"));
    }
}
