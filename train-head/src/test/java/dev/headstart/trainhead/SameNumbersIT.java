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

/** The real command, in processes of its own, with one processor and with eight. The report is left out: its map is drawn otherwise. */
class SameNumbersIT {
    private static final int CLASSES = 6;
    /** Smile adds up sums of so many rows. With the thousand of its default, these tables would give one sum. */
    private static final String SMALL_PARTS = "-Dsmile.data.partition.size=20";

    @TempDir
    Path folder;

    @Test
    void filesAreTheSameToTheLastByteOnAnyNumberOfProcessors() throws Exception {
        Path embeddings = write(new Origin("resnet18", "seeded:0", List.of("flatten"), "avg", "", "apply", "fp32", "/"),
                900, 64);
        for (List<String> options : List.of(List.of("--cv", "5"), List.of("--normalize", "standardize", "--balance"),
                List.of("--head", "linear,logistic,ridge,centroid,knn", "--l2", "1e-4,1e-2", "--cv", "3", "--shots",
                        "2,50", "--draws", "2", "--calibrate"),
                List.of("--head", "ridge", "--l2", "0"), List.of("--solver", "sgd", "--epochs", "5"))) {
            requireSame(options, embeddings);
        }
    }

    @Test
    void aTrainedOnClassifierIsTheSameToTheLastByteOnAnyNumberOfProcessors() throws Exception {
        requireSame(List.of("--head", "mlp", "--epochs", "1", "--weights", "seeded:0"), write(
                new Origin("vgg16", "seeded:0", List.of("classifier.2"), "avg", "", "apply", "fp32", "/"), 64, 4096));
    }

    private void requireSame(List<String> options, Path embeddings) throws Exception {
        Path one = train(1, options, embeddings);
        Path eight = train(8, options, embeddings);
        try (Stream<Path> files = Files.list(one)) {
            for (Path file : files.filter(f -> !f.endsWith(".lock")).toList()) {
                assertEquals(-1, Files.mismatch(file, eight.resolve(file.getFileName())), options + " " + file);
            }
        }
    }

    private Path train(int processors, List<String> options, Path embeddings) throws Exception {
        Path out = folder.resolve(processors + String.join("", options));
        List<String> command = Stream.of(
                Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:ActiveProcessorCount=" + processors, SMALL_PARTS, "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow", "-cp", System.getProperty("java.class.path"),
                        TrainHeadCommand.class.getName(), "--no-report", "--out", out.toString()),
                options.stream(), Stream.of(embeddings.toString())).flatMap(s -> s).toList();
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        assertEquals(0, process.waitFor(), Files.readString(log));
        return out;
    }

    /** Clouds that overlap, so that no digit is a round one. */
    private Path write(Origin origin, int rows, int dimension) throws IOException {
        SplittableRandom random = new SplittableRandom(11);
        Path file = folder.resolve("e.parquet");
        try (EmbeddingsWriter writer = new EmbeddingsWriter(file, origin)) {
            for (int i = 0; i < rows; i++) {
                float[] values = new float[dimension];
                for (int d = 0; d < dimension; d++) {
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
