package dev.headstart.trainhead;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.headstart.embeddings.Embeddings;
import dev.headstart.embeddings.Sample;
import dev.headstart.head.LinearHead;
import dev.headstart.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Against optima that scikit-learn's Newton-CG found in float64; {@code make_heads.py} of ../shared/golden made them. */
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
    void aMemberThatSeesSomeRowsFindsWhatItWouldAlone() throws IOException {
        Samples all = samples(Safetensors.read(GOLDEN.resolve("heads.safetensors")), "train");
        int[] some = IntStream.range(0, all.size()).filter(i -> i % 5 != 2).toArray();
        double l2 = 1e-3;
        try (SoftmaxRegression together = new SoftmaxRegression(all, 6);
                SoftmaxRegression alone = new SoftmaxRegression(all.subset(some), 6)) {
            List<SoftmaxRegression.Member> members = List.of(new SoftmaxRegression.Member(0.1, everyRow(all)),
                    new SoftmaxRegression.Member(l2, some));
            double expected = objective(all.subset(some),
                    alone.fit(List.of(new SoftmaxRegression.Member(l2, everyRow(all.subset(some)))), _ -> {})
                            .getFirst(),
                    l2);
            double actual = objective(all.subset(some), together.fit(members, _ -> {}).getLast(), l2);
            assertEquals(expected, actual, expected * OBJECTIVE);
        }
    }

    private static void requireOptima(String name, Path file, int classes) throws IOException {
        Safetensors data = Safetensors.read(file);
        Samples train = samples(data, "train");
        Samples validation = samples(data, "val");
        JsonArray optima = JsonParser.parseString(Files.readString(GOLDEN.resolve("heads.json")))
                .getAsJsonObject()
                .getAsJsonArray(name);
        List<SoftmaxRegression.Member> members = new ArrayList<>();
        for (JsonElement optimum : optima) {
            members.add(
                    new SoftmaxRegression.Member(optimum.getAsJsonObject().get("l2").getAsDouble(), everyRow(train)));
        }
        try (SoftmaxRegression regression = new SoftmaxRegression(train, classes)) {
            List<LinearHead> heads = regression.fit(members, _ -> {});
            for (int i = 0; i < heads.size(); i++) {
                JsonObject optimum = optima.get(i).getAsJsonObject();
                double expected = optimum.get("objective").getAsDouble();
                double actual = objective(train, heads.get(i), members.get(i).l2());
                assertTrue(Math.abs(actual - expected) <= OBJECTIVE * expected,
                        "l2 " + members.get(i).l2() + ": " + actual + ", not " + expected);
                assertEquals(optimum.get("val_accuracy").getAsDouble(), accuracy(validation, heads.get(i)),
                        1.001 / validation.size());
            }
        }
    }

    /** In float64. */
    private static double objective(Samples samples, LinearHead head, double l2) {
        double entropy = 0;
        for (int i = 0; i < samples.size(); i++) {
            entropy -= Math
                    .log(head.probabilities(samples.embeddings().values(), samples.offset(i))[samples.labels()[i]]);
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
            double[] p = head.probabilities(samples.embeddings().values(), samples.offset(i));
            int best = IntStream.range(0, p.length).reduce(0, (a, b) -> p[b] > p[a] ? b : a);
            correct += best == samples.labels()[i] ? 1 : 0;
        }
        return (double) correct / samples.size();
    }

    private static int[] everyRow(Samples samples) {
        return IntStream.range(0, samples.size()).toArray();
    }

    private static Samples samples(Safetensors data, String split) throws IOException {
        Safetensors.Tensor features = data.tensor(split);
        float[] labels = data.tensor(split + "_label").values();
        List<Sample> rows = IntStream.range(0, labels.length)
                .mapToObj(i -> new Sample(split + i, "c" + (int) labels[i], null))
                .toList();
        Embeddings embeddings = new Embeddings(Optional.empty(), rows, features.shape().get(1), features.values());
        return Samples.of(embeddings, IntStream.range(0, labels.length).boxed().toList(),
                rows.stream().map(r -> String.valueOf(r.label())).distinct().sorted().toList());
    }
}
