package dev.headstart.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * NVIDIA's driver as Linux shows it, in <a href="https://docs.kernel.org/filesystems/proc.html">/proc</a>.
 *
 * @param gpus folder that has an entry for each GPU
 */
public record NvidiaDriver(Path gpus) {

    /** The driver of this machine; other systems than Linux look as if they had none. */
    public static NvidiaDriver here() {
        return new NvidiaDriver(Path.of("/proc/driver/nvidia/gpus"));
    }

    /** The number of GPUs that the driver runs, whether or not a library can use them. */
    public int count() {
        if (!Files.isDirectory(gpus)) {
            return 0;
        }
        try (Stream<Path> entries = Files.list(gpus)) {
            return (int) entries.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
