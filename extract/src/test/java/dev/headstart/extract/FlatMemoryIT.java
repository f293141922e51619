package dev.headstart.extract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged command as its launcher starts it, with the allocator and the heap that users get. */
class FlatMemoryIT {
    private static final Path SAMPLES = Path.of("../datasets/samples/train");
    private static final Path LAUNCHER = Path.of("target/dist/headstart-extract/bin/extract");
    /** Pictures leave nothing behind, but the peak is reached where both workers' largest layers coincide, in long runs sooner or later. */
    private static final double ALLOWANCE = 1.3;

    @TempDir
    Path folder;

    @Test
    void tenTimesThePicturesTakeHardlyMoreMemory() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/status")), "skipped: needs /proc");
        long few = Math.max(peak(2_000), peak(2_001));
        long many = peak(20_000);
        assertTrue(many <= few * ALLOWANCE, few + " kB at 2,000 pictures, " + many + " kB at 20,000");
    }

    private long peak(int pictures) throws IOException, InterruptedException {
        Path images = Files.createDirectories(folder.resolve("images-" + pictures));
        List<Path> samples;
        try (var files = Files.walk(SAMPLES)) {
            samples = files.filter(f -> f.toString().endsWith(".jpg")).sorted().toList();
        }
        for (int i = 0; i < pictures; i++) {
            Files.createSymbolicLink(images.resolve(i + ".jpg"), samples.get(i % samples.size()).toAbsolutePath());
        }
        ProcessBuilder builder = new ProcessBuilder(LAUNCHER.toString(), "--weights", "seeded:0", "--layer", "maxpool",
                images.toString(), folder.resolve(pictures + ".parquet").toString());
        Path log = folder.resolve(pictures + ".log");
        Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        long peak = 0;
        while (!process.waitFor(20, TimeUnit.MILLISECONDS)) {
            peak = Math.max(peak, peak(status));
        }
        assertEquals(0, process.exitValue(), Files.readString(log));
        return peak;
    }

    /** Peak resident size so far, kB; 0 of a process that is just ending. */
    private static long peak(Path status) throws IOException {
        try (var lines = Files.lines(status)) {
            return lines.filter(l -> l.startsWith("VmHWM"))
                    .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (NoSuchFileException | UncheckedIOException e) {
            return 0;
        }
    }
}
