package dev.headstart.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * NVIDIA's driver as Linux shows it.
 *
 * @param gpus folder that has an entry for each GPU
 */
public record NvidiaDriver(Path gpus) {

    /** The driver of this machine. Systems other than Linux, and Linux under Windows, look as if they had none. */
    public static NvidiaDriver here() {
        return new NvidiaDriver(Path.of("/proc/driver/nvidia/gpus"));
    }

    /** Whether the driver runs a GPU, whether or not a library can use it. */
    public boolean hasGpu() {
        if (!Files.isReadable(gpus)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(gpus)) {
            return entries.findAny().isPresent();
        } catch (IOException e) {
            return false; // it is asked for the sake of a note
        }
    }
}
