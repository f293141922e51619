package dev.headstart.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import dev.headstart.embeddings.ColumnNames;
import dev.headstart.embeddings.Embedding;
import dev.headstart.embeddings.Embeddings;
import dev.headstart.embeddings.EmbeddingsFiles;
import dev.headstart.embeddings.EmbeddingsWriter;
import dev.headstart.embeddings.Origin;
import dev.headstart.embeddings.Row;
import dev.headstart.embeddings.Sample;
import dev.headstart.metrics.Measures;
import dev.headstart.solvers.Classifier;
import dev.headstart.solvers.MiniBatches;
import dev.headstart.solvers.Normalization;
import dev.headstart.splits.Samples;
import dev.headstart.splits.Split;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryTest {
    @TempDir
    Path folder;

    /** The lines of this package's Javadoc. */
    @Test
    void theExampleOfThePackageRuns() throws IOException {
        Path file = twoClassesApart();
        Embeddings embeddings = EmbeddingsFiles.read(List.of(file), ColumnNames.SHOWN, 2);
        List<Sample> rows = embeddings.rows();
        List<String> classes = rows.stream()
                .map(Sample::label)
                .map(Objects::requireNonNull)
                .distinct()
                .sorted()
                .toList();
        Split split = Split.of(rows, IntStream.range(0, rows.size()).boxed().toList(), 0.2, 0);
        Samples known = Samples.of(embeddings, split.known(), classes);
        Recipe recipe = new Recipe(List.of(HeadKind.LINEAR, HeadKind.KNN), Map.of(), LinearSolver.LBFGS,
                new MiniBatches(25, 32, 0.9, 0), Optional.empty(), Normalization.NONE, false, Device.cpu());
        Sweep sweep = new Sweep(known, List.of(split.holdOut()), recipe);
        Classifier head = sweep.refit(sweep.run().best(), split.holdOut().train());
        Measures measures = Measures.of(Sweep.predict(head, known.subset(split.holdOut().validation())));
        assertEquals(1, measures.accuracy());
    }

    private Path twoClassesApart() throws IOException {
        Path file = folder.resolve("e.parquet");
        Origin origin = new Origin("resnet18", "seeded:0", List.of("flatten"), "avg", "", "apply", "fp32", "/");
        try (EmbeddingsWriter writer = new EmbeddingsWriter(file, origin)) {
            for (int i = 0; i < 40; i++) {
                float[] vector = {i % 2 * 10 + i % 7, 3 - i % 5, 1};
                writer.write(new Embedding(new Row(i + ".jpg", i % 2 == 0 ? "a" : "b", null, 1, 1, "00", 1, 1),
                        List.of(vector)));
            }
            writer.commit();
        }
        return file;
    }
}
