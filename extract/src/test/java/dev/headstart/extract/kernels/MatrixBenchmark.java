package dev.headstart.extract.kernels;

import dev.headstart.embeddings.ColumnNames;
import dev.headstart.embeddings.Embedding;
import dev.headstart.embeddings.Embeddings;
import dev.headstart.embeddings.EmbeddingsFiles;
import dev.headstart.embeddings.EmbeddingsWriter;
import dev.headstart.embeddings.Origin;
import dev.headstart.embeddings.Row;
import dev.headstart.parquet.Matrix;
import dev.headstart.parquet.ParquetFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The store read into one matrix, 50,000 x 512, on all processors; its file is in the system's cache. */
@NullUnmarked // JMH fills the fields
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = {"-Xmx2g", "-XX:+UseSerialGC"})
public class MatrixBenchmark {
    private static final int ROWS = 50_000;
    private static final int COLUMNS = 512;

    private Path file;

    @Setup
    public void write() throws IOException {
        file = Files.createTempDirectory("headstart").resolve("matrix.parquet");
        Random random = new Random(0);
        Origin origin = new Origin("resnet18", "seeded:0", List.of("avgpool"), "avg", "none", "apply", "fp32", "/");
        try (EmbeddingsWriter writer = new EmbeddingsWriter(file, origin)) {
            for (int i = 0; i < ROWS; i++) {
                float[] vector = new float[COLUMNS];
                for (int j = 0; j < COLUMNS; j++) {
                    vector[j] = (float) Math.abs(random.nextGaussian());
                }
                writer.write(new Embedding(new Row("class/" + i + ".jpg", "class", null, 500, 375, "0".repeat(64),
                        100_000, FileTime.fromMillis(0).to(TimeUnit.NANOSECONDS)), List.of(vector)));
            }
            writer.commit();
        }
    }

    /** What earlier calls have read is freed when the collector runs, which so little garbage gives no reason for. */
    @Setup(Level.Invocation)
    public void free() {
        System.gc();
    }

    /** Paths and labels too. */
    @Benchmark
    public Embeddings read() throws IOException {
        return EmbeddingsFiles.read(List.of(file), ColumnNames.SHOWN, 1);
    }

    /** The numbers alone, as {@code pq.read_table(file, columns=["embedding"])} reads them. */
    @Benchmark
    public Matrix column() throws IOException {
        try (ParquetFile parquet = ParquetFile.open(file)) {
            Matrix matrix = new Matrix(parquet.rows(), 1);
            matrix.begin("benchmark");
            parquet.read(parquet.vectors().getFirst(), matrix);
            matrix.requireFinite();
            return matrix;
        }
    }

    @TearDown
    public void delete() throws IOException {
        Files.delete(file);
        Files.delete(file.getParent());
    }
}
