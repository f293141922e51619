package dev.headstart.trainhead;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import dev.headstart.embeddings.Embeddings;
import dev.headstart.embeddings.Sample;
import dev.headstart.parquet.Matrix;
import dev.headstart.solvers.MiniBatches;
import dev.headstart.solvers.Normalization;
import dev.headstart.splits.Samples;
import dev.headstart.splits.Split;
import dev.headstart.sweep.HeadKind;
import dev.headstart.sweep.LinearSolver;
import dev.headstart.sweep.Recipe;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportingTest {
    @TempDir
    Path folder;

    @Test
    void aReportThatCannotBeWrittenCostsOneLineAndNothingElse() throws IOException {
        int n = 20;
        List<Sample> rows = IntStream.range(0, n).mapToObj(i -> new Sample(i + ".jpg", "c" + i % 2, null)).toList();
        float[] values = new float[2 * n];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 2 + (i / 2) % 2;
        }
        Embeddings embeddings = new Embeddings(Optional.empty(), rows, false, Matrix.of(2, values));
        List<Integer> all = IntStream.range(0, n).boxed().toList();
        Split split = Split.of(rows, all, 0.2, 0);
        List<String> classes = List.of("c0", "c1");
        Parts parts = new Parts(classes, Samples.of(embeddings, split.known(), classes),
                Samples.of(embeddings, split.test(), classes), List.of(split.holdOut()), false, 0);
        Recipe recipe = new Recipe(List.of(HeadKind.CENTROID), Map.of(), LinearSolver.LBFGS,
                new MiniBatches(1, 1, 0, 0), Optional.empty(), Normalization.NONE, false, Device.cpu());
        Training training = new Training(parts, recipe, List.of(), 1, false, 0);
        StringWriter err = new StringWriter();
        new Reporting(List.of(folder.resolve("e.parquet")), embeddings, training, training.run()).write(
                folder.resolve("no folder/report.html"), new PrintWriter(new StringWriter()), new PrintWriter(err));
        assertEquals(1, err.toString().lines().count(), err.toString());
        assertTrue(err.toString().startsWith("train-head: no report.html, all else is written: "), err.toString());
    }
}
