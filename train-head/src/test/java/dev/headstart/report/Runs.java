package dev.headstart.report;

import dev.headstart.embeddings.Embeddings;
import dev.headstart.embeddings.Origin;
import dev.headstart.embeddings.Sample;
import dev.headstart.metrics.Measures;
import dev.headstart.metrics.Predictions;
import dev.headstart.parquet.Matrix;
import dev.headstart.splits.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Runs to report on. */
final class Runs {
    static final Origin ORIGIN = new Origin("resnet18", "seeded:0", List.of("flatten"), "avg", "resize 256", "apply",
            "fp32", "/pictures");
    private static final int DIMENSION = 8;

    private Runs() {}

    /**
     * A cloud per class, every third row measured, and a head that takes the nearest centre: every seventh row lies in another class's cloud.
     * The last row is the first once more, as another file.
     */
    static Run clouds(int n, List<String> classes) {
        SplittableRandom random = new SplittableRandom(9);
        int k = classes.size();
        float[] values = new float[n * DIMENSION];
        float[] logits = new float[n * k];
        List<Sample> rows = new ArrayList<>();
        List<Run.Picture> pictures = new ArrayList<>();
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            int cloud = i % 7 == 3 ? (i + 1) % k : i % k;
            for (int d = 0; d < DIMENSION; d++) {
                values[i * DIMENSION + d] = (float) random.nextGaussian() + (d == cloud % DIMENSION ? 4 : 0);
            }
            logits[i * k + cloud] = 1 + 3 * (float) random.nextDouble();
            rows.add(new Sample("<b>" + i + "</b>\"'.jpg", classes.get(i % k), null));
            pictures.add(new Run.Picture("/nowhere", rows.getLast().path(), String.format(Locale.ROOT, "%064x", i), 1));
            parts.add(i % 3 == 0 ? "val" : "train");
        }
        System.arraycopy(values, 0, values, (n - 1) * DIMENSION, DIMENSION);
        parts.set(n - 1, "train");
        Embeddings embeddings = new Embeddings(Optional.of(ORIGIN), rows, false, Matrix.of(DIMENSION, values));
        List<Integer> held = IntStream.range(0, n).filter(i -> "val".equals(parts.get(i))).boxed().toList();
        Predictions measured = predictions(embeddings, held, classes, logits);
        Predictions all = predictions(embeddings, IntStream.range(0, n).boxed().toList(), classes, logits);
        List<Run.Candidate> candidates = List.of(new Run.Candidate("linear", 0.1, 0.9, 0.3),
                new Run.Candidate("linear", 0.0, 0.8, 0.4), new Run.Candidate("knn", null, 0.7, 0.5));
        List<Run.CurvePoint> curve = List.of(new Run.CurvePoint(1, 0.5, 0.1), new Run.CurvePoint(10, 0.8, 0.05));
        return new Run("a & b.parquet", embeddings, pictures, classes, parts, candidates, candidates.getFirst(),
                measured, Measures.of(measured), "val", true, List.of(all), curve);
    }

    private static Predictions predictions(Embeddings embeddings, List<Integer> rows, List<String> classes,
            float[] logits) {
        Samples samples = Samples.of(embeddings, rows, classes);
        float[] chosen = new float[rows.size() * classes.size()];
        for (int i = 0; i < rows.size(); i++) {
            System.arraycopy(logits, rows.get(i) * classes.size(), chosen, i * classes.size(), classes.size());
        }
        return new Predictions(samples, chosen, 1);
    }
}
