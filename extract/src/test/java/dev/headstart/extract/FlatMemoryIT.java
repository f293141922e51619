package dev.headstart.extract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headstart.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlatMemoryIT {
    private static final Path SAMPLES = Path.of("../datasets/samples");
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final double ALLOWANCE = 1.1;

    @TempDir
    Path folder;

    @Test
    void tenTimesThePicturesTakeHardlyMoreMemory() throws Exception {
        assumeTrue(Files.exists(STATUS), "skipped: needs /proc");
        long few = peak(2_000);
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
        ProcessBuilder builder = new ProcessBuilder(Run.java(Measured.class, "--weights", "seeded:0", "--layer",
                "maxpool", images, folder.resolve(pictures + ".parquet")));
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertEquals(0, process.waitFor(), output);
        return Long.parseLong(output.lines().toList().getLast());
    }

    /** Runs the command and prints its peak resident size in kB. */
    static final class Measured {
        private Measured() {}

        public static void main(String[] args) throws IOException {
            int exit = Main.run(new ExtractCommand(), args);
            String peak = Files.readAllLines(STATUS)
                    .stream()
                    .filter(l -> l.startsWith("VmHWM"))
                    .findFirst()
                    .orElseThrow();
            System.out.println("\n" + peak.replaceAll("\\D", ""));
            System.exit(exit);
        }
    }
}
