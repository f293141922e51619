package dev.headstart.solvers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import ai.djl.Device;
import dev.headstart.embeddings.Embeddings;
import dev.headstart.embeddings.Sample;
import dev.headstart.head.LinearHead;
import dev.headstart.parquet.Matrix;
import dev.headstart.splits.Samples;
import dev.headstart.weights.Safetensors;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Against optima that scikit-learn's Newton-CG found in float64, in {@code golden} of the test resources; {@code make_heads.py} there finds them. */
class SoftmaxRegressionTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final Path HYMENOPTERA = Path.of("../../shared/golden/hymenoptera-resnet18.safetensors");
    private static final double OBJECTIVE = 1e-6;

    @Test
    void everyPenaltyOfTheSixClassesReachesItsOptimum() throws IOException {
        requireOptima("six", GOLDEN.resolve("heads.safetensors"), 6);
    }

    @Test
    void everyPenaltyOfHymenopteraReachesItsOptimum() throws IOException {
        assumeTrue(Files.exists(HYMENOPTERA), "skipped: needs ../shared");
        requireOptima("hymenoptera", HYMENOPTERA, 2);
    }

    @Test
    void aLearnerThatSeesSomeRowsFindsWhatItWouldAlone() throws IOException {
        Samples all = samples(Safetensors.read(GOLDEN.resolve("heads.safetensors")), "train");
        int[] some = IntStream.range(0, all.size()).filter(i -> i % 5 != 2).toArray();
        Problem together = new Problem(all, List.of(everyRow(all), some), Normalization.NONE, false, Device.cpu());
        for (double l2 : new double[]{0.1, 1e-3}) {
            double alone = objective(all.subset(some), fit(whole(all.subset(some)), l2).getFirst(), l2);
            assertEquals(alone, objective(all.subset(some), fit(together, l2).getLast(), l2), alone * OBJECTIVE);
        }
    }

    @Test
    void aPenaltyAloneFindsWhatItDoesAmongMany() throws IOException {
        Samples all = samples(Safetensors.read(GOLDEN.resolve("heads.safetensors")), "train");
        double alone = objective(all, fit(whole(all), 1e-4).getFirst(), 1e-4);
        double among = objective(all, fit(whole(all), 1, 0.1, 1e-2, 3e-3, 1e-3, 3e-4, 1e-4).getLast(), 1e-4);
        assertEquals(alone, among, alone * OBJECTIVE);
    }

    /** Each row twice over is the same problem, solved by the way for more rows than dimensions. */
    @Test
    void oneLargeDimensionDoesNotHideWhatMoreDimensionsThanRowsSay() throws IOException {
        Clouds clouds = Clouds.of(40, 60, 3);
        for (float[] x : clouds.x()) {
            x[50] *= 1e4f;
        }
        Samples wide = clouds.samples();
        Problem twice = new Problem(wide.subset(IntStream.range(0, 80).map(i -> i / 2).toArray()),
                List.of(IntStream.range(0, 80).toArray()), Normalization.NONE, false, Device.cpu());
        for (double l2 : new double[]{1, 1e-2, 1e-4}) {
            double expected = objective(wide, fit(twice, l2).getFirst(), l2);
            assertEquals(expected, objective(wide, fit(whole(wide), l2).getFirst(), l2), 1e-3 * expected);
        }
    }

    @Test
    void standardisedFeaturesAreFoldedIntoAHeadThatTakesThemRaw() throws IOException {
        Samples all = samples(Safetensors.read(GOLDEN.resolve("heads.safetensors")), "train");
        float[] raw = Safetensors.read(GOLDEN.resolve("heads.safetensors")).tensor("train").values();
        float[] values = raw.clone();
        int dim = all.dimension();
        double[] mean = new double[dim];
        double[] deviation = new double[dim];
        for (int d = 0; d < dim; d++) {
            for (int i = 0; i < all.size(); i++) {
                mean[d] += values[i * dim + d] / (double) all.size();
            }
            for (int i = 0; i < all.size(); i++) {
                deviation[d] += Math.pow(values[i * dim + d] - mean[d], 2) / all.size();
            }
            for (int i = 0; i < all.size(); i++) {
                values[i * dim + d] = (float) ((values[i * dim + d] - mean[d]) / Math.sqrt(deviation[d]));
            }
        }
        Samples standard = new Samples(
                new Embeddings(all.embeddings().origin(), all.embeddings().rows(), false, Matrix.of(dim, values)),
                all.rows(), all.labels(), all.classes());
        LinearHead expected = fit(whole(standard), 1e-2).getFirst();
        LinearHead folded = fit(
                new Problem(all, List.of(everyRow(all)), Normalization.STANDARDIZE, false, Device.cpu()), 1e-2)
                .getFirst();
        for (int i = 0; i < 50; i++) {
            assertArrayEquals(expected.probabilities(values, i * dim), folded.probabilities(raw, i * dim), 1e-4);
        }
    }

    @Test
    void balancedClassesCountTheSame() throws IOException {
        Samples all = samples(Safetensors.read(GOLDEN.resolve("heads.safetensors")), "train");
        // What balancing weighs by share, repetition weighs by number: class 0 twice over, of which half is kept once.
        int[] rare = IntStream.range(0, all.size()).filter(i -> all.labels()[i] > 0 || i % 2 == 0).toArray();
        Samples few = all.subset(rare);
        int[] support = new int[6];
        for (int label : few.labels()) {
            support[label]++;
        }
        LinearHead balanced = fit(new Problem(few, List.of(everyRow(few)), Normalization.NONE, true, Device.cpu()),
                1e-2).getFirst();
        double[] mean = new double[6];
        for (int i = 0; i < few.size(); i++) {
            double[] p = balanced.probabilities(features(few, i), 0);
            for (int c = 0; c < 6; c++) {
                mean[c] += p[c] / (6.0 * support[few.labels()[i]]);
            }
        }
        // The bias is free, so at the optimum the weighted mean of the probabilities is the weighted share of each class.
        for (double m : mean) {
            assertEquals(1 / 6.0, m, 1e-4);
        }
    }

    private static List<LinearHead> fit(Problem problem, double... penalties) throws IOException {
        List<Setting> settings = DoubleStream.of(penalties).mapToObj(Setting::penalty).toList();
        LinearHead[] heads = new LinearHead[penalties.length * problem.learners().size()];
        new SoftmaxRegression(Effort.OPTIMUM).fit(problem, settings,
                (s, l, head) -> heads[s * problem.learners().size() + l] = ((LinearClassifier) head).head());
        return List.of(heads);
    }

    private static Problem whole(Samples samples) {
        return new Problem(samples, List.of(everyRow(samples)), Normalization.NONE, false, Device.cpu());
    }

    private static void requireOptima(String name, Path file, int classes) throws IOException {
        Safetensors data = Safetensors.read(file);
        Samples train = samples(data, "train");
        Samples validation = samples(data, "val");
        assertEquals(classes, train.classes());
        JsonArray optima = JsonParser.parseString(Files.readString(GOLDEN.resolve("heads.json")))
                .getAsJsonObject()
                .getAsJsonArray(name);
        double[] penalties = optima.asList()
                .stream()
                .mapToDouble(o -> o.getAsJsonObject().get("l2").getAsDouble())
                .toArray();
        List<LinearHead> heads = fit(whole(train), penalties);
        for (int i = 0; i < penalties.length; i++) {
            JsonObject optimum = optima.get(i).getAsJsonObject();
            double expected = optimum.get("objective").getAsDouble();
            double actual = objective(train, heads.get(i), penalties[i]);
            assertTrue(Math.abs(actual - expected) <= OBJECTIVE * expected,
                    "l2 " + penalties[i] + ": " + actual + ", not " + expected);
            assertEquals(optimum.get("val_accuracy").getAsDouble(), accuracy(validation, heads.get(i)),
                    1.001 / validation.size());
        }
    }

    /** In float64. */
    private static double objective(Samples samples, LinearHead head, double l2) {
        double entropy = 0;
        for (int i = 0; i < samples.size(); i++) {
            entropy -= Math.log(head.probabilities(features(samples, i), 0)[samples.labels()[i]]);
        }
        double squares = 0;
        for (float w : head.weight()) {
            squares += (double) w * w;
        }
        return entropy / samples.size() + l2 / 2 * squares;
    }

    private static double accuracy(Samples samples, LinearHead head) {
        int correct = 0;
        for (int i = 0; i < samples.size(); i++) {
            double[] p = head.probabilities(features(samples, i), 0);
            int best = IntStream.range(0, p.length).reduce(0, (a, b) -> p[b] > p[a] ? b : a);
            correct += best == samples.labels()[i] ? 1 : 0;
        }
        return (double) correct / samples.size();
    }

    private static int[] everyRow(Samples samples) {
        return IntStream.range(0, samples.size()).toArray();
    }

    private static float[] features(Samples samples, int i) {
        return samples.embeddings().numbers().row(samples.rows()[i]).toArray(ValueLayout.JAVA_FLOAT);
    }

    private static Samples samples(Safetensors data, String split) throws IOException {
        Safetensors.Tensor features = data.tensor(split);
        float[] labels = data.tensor(split + "_label").values();
        List<Sample> rows = IntStream.range(0, labels.length)
                .mapToObj(i -> new Sample(split + i, "c" + (int) labels[i], null))
                .toList();
        Embeddings embeddings = new Embeddings(Optional.empty(), rows, false,
                Matrix.of(features.shape().get(1), features.values()));
        return Samples.of(embeddings, IntStream.range(0, labels.length).boxed().toList(),
                rows.stream().map(r -> String.valueOf(r.label())).distinct().sorted().toList());
    }
}
