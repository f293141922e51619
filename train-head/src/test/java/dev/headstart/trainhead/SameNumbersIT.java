package dev.headstart.trainhead;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headstart.embeddings.Embedding;
import dev.headstart.embeddings.EmbeddingsWriter;
import dev.headstart.embeddings.Origin;
import dev.headstart.embeddings.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real command, in processes of its own, with one processor and with two. The report is left out: its map is drawn otherwise. */
class SameNumbersIT {
    private static final Origin ORIGIN = new Origin("resnet18", "seeded:0", List.of("flatten"), "avg", "", "apply",
            "fp32", "/");
    private static final int ROWS = 900;
    private static final int DIMENSION = 64;
    private static final int CLASSES = 6;

    @TempDir
    Path folder;

    @Test
    void filesAreTheSameToTheLastByteOnAnyNumberOfProcessors() throws Exception {
        Path embeddings = write();
        for (List<String> options : List.of(List.of("--cv", "5"), List.of("--normalize", "standardize", "--balance"),
                List.of("--shots", "2,8", "--calibrate", "--l2", "1e-4,1e-2"),
                List.of("--head", "ridge,centroid,knn", "--cv", "3"), List.of("--head", "ridge", "--l2", "0"),
                List.of("--solver", "sgd", "--epochs", "5"))) {
            Path one = train(1, options, embeddings);
            Path two = train(2, options, embeddings);
            try (Stream<Path> files = Files.list(one)) {
                for (Path file : files.filter(f -> !f.endsWith(".lock")).toList()) {
                    assertEquals(-1, Files.mismatch(file, two.resolve(file.getFileName())), options + " " + file);
                }
            }
        }
    }

    private Path train(int processors, List<String> options, Path embeddings) throws Exception {
        Path out = folder.resolve(processors + String.join("", options));
        List<String> command = Stream.of(
                Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:ActiveProcessorCount=" + processors, "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow", "-cp", System.getProperty("java.class.path"),
                        TrainHeadCommand.class.getName(), "--no-report", "--out", out.toString()),
                options.stream(), Stream.of(embeddings.toString())).flatMap(s -> s).toList();
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        assertEquals(0, process.waitFor(), Files.readString(log));
        return out;
    }

    /** Clouds that overlap, so that no digit is a round one. */
    private Path write() throws IOException {
        SplittableRandom random = new SplittableRandom(11);
        Path file = folder.resolve("e.parquet");
        try (EmbeddingsWriter writer = new EmbeddingsWriter(file, ORIGIN)) {
            for (int i = 0; i < ROWS; i++) {
                float[] values = new float[DIMENSION];
                for (int d = 0; d < DIMENSION; d++) {
                    values[d] = (float) (random.nextGaussian() * (1 + d % 7) + (d % CLASSES == i % CLASSES ? 1 : 0));
                }
                writer.write(
                        new Embedding(new Row(i + ".jpg", "c" + i % CLASSES, null, 1, 1, "00", 1, 1), List.of(values)));
            }
            writer.commit();
        }
        return file;
    }
}
