package dev.headstart.trainhead;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headstart.cli.Main;
import dev.headstart.embeddings.Embedding;
import dev.headstart.embeddings.EmbeddingsWriter;
import dev.headstart.embeddings.Origin;
import dev.headstart.embeddings.Row;
import dev.headstart.files.FileSet;
import dev.headstart.weights.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command in processes of its own. Each ends itself at once, as a kill would, when its folder has changed so many times. */
class KilledRunsIT {
    private static final int NEVER = 1000;
    private static final int KILLED = 99;
    private static final List<Integer> CHANGES = List.of(2, 5, 9, 13);

    @TempDir
    Path folder;

    @Test
    void whereverItIsKilledTheFolderIsOneRunsAndWholeAndTheNextRunLeavesNothingElse() throws Exception {
        Path embeddings = write();
        Path out = folder.resolve("out");
        Path other = folder.resolve("other");
        assertEquals(0, run(NEVER, out, "--l2", "1", embeddings));
        assertEquals(0, run(NEVER, other, "--l2", "0.001", "--shots", "3", embeddings));
        Map<String, String> earlier = contents(out);
        Map<String, String> later = contents(other);
        Path kept = Files.createDirectory(folder.resolve("kept"));
        copy(out, kept);
        int kills = 0;
        for (int changes : CHANGES) {
            copy(kept, out);
            kills += run(changes, out, "--l2", "0.001", "--shots", "3", embeddings) == KILLED ? 1 : 0;
            Map<String, String> there = contents(out);
            assertTrue(there.equals(earlier) || there.equals(later), "after " + changes + " changes: " + there);
        }
        assertTrue(kills >= CHANGES.size() / 2, kills + " kills");
        assertEquals(0, run(NEVER, out, "--l2", "1", embeddings));
        assertEquals(earlier, contents(out));
        assertEquals(Set.of(".lock", "head.safetensors", "metrics.json", "predictions.csv", "report.html", "sweep.csv"),
                names(out));
    }

    /** What tells the files of one run from those of another: plots have elements with names of chance. */
    private static Map<String, String> contents(Path out) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        for (String name : HeadFiles.NAMES) {
            Path file = FileSet.find(out, name);
            if (Files.exists(file)) {
                contents.put(name, name.endsWith(".html") ? "" + Files.readString(file).contains("A curve that")
                        : Sha256.of(Files.readAllBytes(file)));
            }
        }
        return contents;
    }

    /** Puts the files of one folder in another, and leaves nothing else there. */
    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> left = Files.walk(to)) {
            for (Path file : left.filter(f -> !f.equals(to)).sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        for (String name : names(from)) {
            Files.copy(from.resolve(name), to.resolve(name));
        }
    }

    private static Set<String> names(Path out) throws IOException {
        try (Stream<Path> files = Files.walk(out)) {
            return files.skip(1).map(f -> out.relativize(f).toString()).collect(Collectors.toSet());
        } catch (UncheckedIOException e) {
            return Set.of(); // something went while it was looked at
        }
    }

    private int run(int changes, Path out, Object... args) throws Exception {
        List<String> command = Stream
                .concat(Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-cp",
                        System.getProperty("java.class.path"), KilledRunsIT.class.getName(), "" + changes, "--out",
                        out.toString()), Stream.of(args).map(String::valueOf))
                .toList();
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        int exit = process.waitFor();
        assertTrue(exit == 0 || exit == KILLED, Files.readString(log));
        return exit;
    }

    /** @param args after how many changes to end, {@code --out}, the folder, and what else the command takes */
    public static void main(String[] args) {
        int changes = Integer.parseInt(args[0]);
        Path out = Path.of(args[2]);
        Thread.ofPlatform().daemon().start(() -> watch(out, changes));
        System.exit(Main.run(new TrainHeadCommand(), Arrays.copyOfRange(args, 1, args.length)));
    }

    private static void watch(Path out, int changes) {
        try {
            Set<String> before = Set.of();
            for (int seen = 0; seen <= changes;) {
                Set<String> now = Files.isDirectory(out) ? names(out) : Set.of();
                seen += now.equals(before) ? 0 : 1;
                before = now;
                LockSupport.parkNanos(100_000);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().halt(KILLED);
    }

    private Path write() throws IOException {
        SplittableRandom random = new SplittableRandom(11);
        Path file = folder.resolve("e.parquet");
        Origin origin = new Origin("resnet18", "seeded:0", List.of("flatten"), "avg", "", "apply", "fp32", "/");
        try (EmbeddingsWriter writer = new EmbeddingsWriter(file, origin)) {
            for (int i = 0; i < 40; i++) {
                float[] values = {(float) random.nextGaussian() + i % 2, (float) random.nextGaussian()};
                writer.write(new Embedding(new Row(i + ".jpg", "c" + i % 2, null, 1, 1, "00", 1, 1), List.of(values)));
            }
            writer.commit();
        }
        return file;
    }
}
