package dev.headstart.extract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headstart.backbone.Backbones;
import dev.headstart.backbone.Preprocessing;
import dev.headstart.embeddings.Origin;
import dev.headstart.files.LockFile;
import dev.headstart.head.HeadFile;
import dev.headstart.head.LinearHead;
import dev.headstart.weights.PretrainedWeights;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command in processes of its own, which are killed, interrupted, run out of disk, and compared. */
class InterruptedRunsIT {
    private static final Path SAMPLES = Path.of("../datasets/samples/train");
    private static final int KILLS = 20;
    /** Pictures that take one thread far longer than the ten seconds from one line of progress to the next. */
    private static final int MANY = 3000;

    @TempDir
    Path folder;

    @Test
    void killedAtAnyMomentItGoesOnToTheSameStore() throws Exception {
        long start = System.nanoTime();
        byte[] expected = uninterrupted("--layer", "layer1");
        long whole = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        SplittableRandom random = new SplittableRandom(1);
        Path out = folder.resolve("killed.parquet");
        int kills = 0;
        int resumed = 0;
        int completed = 0;
        while (kills < KILLS || completed == 0) {
            Process process = start("--weights", "seeded:0", "--layer", "layer1", "--batch-size", "8", SAMPLES, out);
            if (process.waitFor(random.nextLong(whole / 8, whole), TimeUnit.MILLISECONDS)) {
                String output = output(process);
                assertEquals(0, process.exitValue(), output);
                assertArrayEquals(expected, Files.readAllBytes(out));
                completed++;
                resumed += output.contains("going on after") ? 1 : 0;
                Files.delete(out);
            } else {
                process.destroyForcibly().waitFor();
                kills++;
                if (Files.exists(out)) { // killed between the rename and the end
                    assertArrayEquals(expected, Files.readAllBytes(out));
                }
            }
        }
        assertTrue(resumed > 0, "no run went on from an earlier one's journal");
    }

    @Test
    void ctrlCFinishesTheBatchSaysHowToGoOnAndExits130() throws Exception {
        byte[] expected = uninterrupted();
        Path out = folder.resolve("stopped.parquet");
        Object[] command = {"--weights", "seeded:0", "--batch-size", "8", SAMPLES, out};
        Process process = startHearing(command);
        Path journal = folder.resolve("stopped.parquet.journal");
        while (process.isAlive() && (!Files.exists(journal) || Files.size(journal) < 20_000)) {
            Thread.sleep(5);
        }
        interrupt(process);
        String output = output(process);
        assertEquals(130, process.waitFor(), output);
        assertTrue(output.contains("run the same command again to go on"), output);
        assertFalse(Files.exists(out));
        process = start(command);
        output = output(process);
        assertEquals(0, process.waitFor(), output);
        assertTrue(output.contains("going on after"), output);
        assertArrayEquals(expected, Files.readAllBytes(out));
    }

    @Test
    void ctrlCEndsTheWaitForAnothersDownloadAtOnce() throws Exception {
        Path checkpoints = Files.createDirectories(folder.resolve("hub/checkpoints"));
        String file = PretrainedWeights.of(Backbones.require("resnet18")).getFirst().file();
        try (LockFile _ = LockFile.tryAcquire(checkpoints.resolve(file + ".lock")).orElseThrow()) {
            ProcessBuilder builder = hearing(SAMPLES, folder.resolve("out.parquet"));
            builder.environment().put("TORCH_HOME", folder.toString());
            Process process = builder.start();
            try (BufferedReader lines = process.inputReader(UTF_8)) {
                assertTrue(lines.lines().anyMatch(l -> l.startsWith("waiting for another process")));
                interrupt(process);
                assertTrue(process.waitFor(30, TimeUnit.SECONDS));
                assertEquals(130, process.exitValue());
            } finally {
                process.destroyForcibly();
            }
        }
    }

    @Test
    void ctrlCAmidPredictionsLeavesTheEarlierFileAndNoOtherSaysSoAndExits130() throws Exception {
        Path images = Files.createDirectory(folder.resolve("images"));
        for (int i = 0; i < MANY; i++) {
            Files.copy(SAMPLES.resolve("desert/00.jpg"), images.resolve(i + ".jpg"));
        }
        Path head = folder.resolve("h.safetensors");
        Origin origin = new Origin("resnet18", "seeded:0", List.of("flatten"), "avg", Preprocessing.IMAGENET.describe(),
                "apply", "fp32", "");
        new HeadFile(new LinearHead(new float[2 * 512], new float[2], false), List.of("a", "b"), Optional.of(origin), 1)
                .write(head);
        Path out = Files.writeString(folder.resolve("p.csv"), "of an earlier run");
        Process process = startHearing("--head", head, "--threads", "1", images, out);
        try (BufferedReader lines = process.inputReader(UTF_8)) {
            int shown = lines.lines().mapToInt(InterruptedRunsIT::done).filter(n -> n > 0).findFirst().orElse(MANY);
            interrupt(process);
            String rest = lines.lines().collect(Collectors.joining("\n"));
            assertEquals(130, process.waitFor(), rest);
            Matcher stopped = Pattern.compile("stopped with (\\d+) of " + MANY + " pictures done; nothing was written$")
                    .matcher(rest);
            assertTrue(stopped.find(), rest);
            int done = Integer.parseInt(stopped.group(1));
            assertTrue(done >= shown && done < MANY, done + " after " + shown);
        }
        assertEquals("of an earlier run", Files.readString(out));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(Set.of(images, head, out, folder.resolve("p.csv.lock")), files.collect(Collectors.toSet()));
        }
    }

    /** How many pictures a line of progress says are done, or 0. */
    private static int done(String line) {
        Matcher progress = Pattern.compile(" (\\d+)/" + MANY + " ").matcher(line);
        return progress.find() ? Integer.parseInt(progress.group(1)) : 0;
    }

    @Test
    void aFullDiskIsOneLineAndTheRunGoesOnOnceThereIsRoom() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "skipped: needs bash's ulimit");
        Path out = folder.resolve("full.parquet");
        // 800 kB a row, so that the journal meets the limit long before its end.
        List<String> java = Run.java(ExtractCommand.class, "--weights", "seeded:0", "--layer", "maxpool", "--pool",
                "none", SAMPLES, out);
        List<String> limited = new ArrayList<>(List.of("/bin/bash", "-c", "ulimit -f 120000; exec \"$@\"", "bash"));
        limited.addAll(java);
        Process process = new ProcessBuilder(limited).redirectErrorStream(true).start();
        String output = output(process);
        assertEquals(1, process.waitFor(), output);
        List<String> errors = output.lines().filter(l -> l.startsWith("extract: ")).toList();
        assertEquals(1, errors.size(), output);
        assertTrue(errors.getFirst().contains("make room, then run the same command again"), output);
        assertFalse(Files.exists(out));
        process = new ProcessBuilder(java).redirectErrorStream(true).start();
        output = output(process);
        assertEquals(0, process.waitFor(), output);
        assertTrue(output.contains("going on after"), output);
        assertTrue(output.contains("360 embeddings from 360 pictures"), output);
    }

    @Test
    void embeddingsAreEqualToTheBitWhateverTheBatchSizeAndThreads() throws Exception {
        byte[] expected = uninterrupted();
        for (List<String> options : List.of(List.of("--batch-size", "1", "--threads", "1"),
                List.of("--batch-size", "7", "--threads", "2"), List.of("--batch-size", "32", "--threads", "1"))) {
            Path out = folder.resolve(String.join("", options) + ".parquet");
            List<Object> args = new ArrayList<>(options);
            args.addAll(List.of("--weights", "seeded:0", SAMPLES, out));
            Process process = start(args.toArray());
            String output = output(process);
            assertEquals(0, process.waitFor(), output);
            assertArrayEquals(expected, Files.readAllBytes(out), options.toString());
        }
    }

    private byte[] uninterrupted(String... options) throws IOException, InterruptedException {
        Path out = folder.resolve("whole.parquet");
        List<Object> command = new ArrayList<>(List.of("--weights", "seeded:0", SAMPLES, out));
        command.addAll(List.of(options));
        Process process = start(command.toArray());
        String output = output(process);
        assertEquals(0, process.waitFor(), output);
        return Files.readAllBytes(out);
    }

    private static Process start(Object... args) throws IOException {
        return new ProcessBuilder(Run.java(ExtractCommand.class, args)).redirectErrorStream(true).start();
    }

    /** A run in a shell's background would hand its deafness to SIGINT on to its children. */
    private static Process startHearing(Object... args) throws IOException {
        return hearing(args).start();
    }

    private static ProcessBuilder hearing(Object... args) {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/env")), "skipped: needs env");
        List<String> hearing = new ArrayList<>(List.of("/usr/bin/env", "--default-signal=INT"));
        hearing.addAll(Run.java(ExtractCommand.class, args));
        return new ProcessBuilder(hearing).redirectErrorStream(true);
    }

    private static void interrupt(Process process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    }

    private static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), UTF_8);
    }
}
