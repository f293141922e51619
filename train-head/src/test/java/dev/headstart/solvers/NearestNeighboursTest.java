package dev.headstart.solvers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDManager;
import dev.headstart.splits.Samples;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against sorting all rows by their cosine. */
class NearestNeighboursTest {
    private static final List<Integer> COUNTS = List.of(1, 3, 10, 1000);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theSharesOfTheNearestAreTheProbabilities(boolean balance) throws IOException {
        // Wide enough for several blocks of rows; a copy of a row is behind it, not before.
        Clouds clouds = Clouds.of(300, 30_000, 3);
        clouds.x()[290] = clouds.x()[3].clone();
        int[] seen = clouds.where(i -> i % 7 > 0 && (i % 3 > 0 || i % 2 == 0));
        Problem problem = clouds.problem(balance, seen);
        Samples asked = problem.samples().subset(clouds.where(i -> i % 7 == 0));
        try (NDManager manager = NDManager.newBaseManager()) {
            var questions = asked.features(manager);
            new NearestNeighbours().fit(problem, settings(), (s, _, head) -> {
                float[] logits = head.logits(questions).toFloatArray();
                for (int q = 0; q < asked.size(); q++) {
                    double[] expected = probabilities(clouds, q * 7, seen, COUNTS.get(s), problem.shares(0));
                    for (int c = 0; c < 3; c++) {
                        assertEquals(expected[c], Math.exp(logits[q * 3 + c]), 1e-6);
                    }
                }
            });
        }
    }

    @Test
    void aClassWithoutRowsIsPossible() throws IOException {
        Clouds clouds = Clouds.of(30, 4, 3);
        Problem problem = clouds.problem(true, clouds.where(i -> clouds.y()[i] > 0));
        try (NDManager manager = NDManager.newBaseManager()) {
            new NearestNeighbours().fit(problem, settings(), (s, _, head) -> {
                float[] logits = head.logits(problem.samples().features(manager)).toFloatArray();
                assertEquals(1 / 3.0 / (Math.min(COUNTS.get(s), 20) + 1), Math.exp(logits[0]),
                        COUNTS.get(s) == 1000 ? 1e-6 : 0.5);
                assertEquals(1, Math.exp(logits[0]) + Math.exp(logits[1]) + Math.exp(logits[2]), 1e-6);
            });
        }
    }

    private static List<Setting> settings() {
        return COUNTS.stream().map(k -> new Setting(Map.of(Knob.NEIGHBOURS, (double) k))).toList();
    }

    private static double[] probabilities(Clouds clouds, int question, int[] seen, int count, float[] shares) {
        float[] similarity = new float[clouds.y().length];
        for (int i : seen) {
            similarity[i] = (float) cosine(clouds.x()[question], clouds.x()[i]);
        }
        int[] nearest = IntStream.of(seen)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -similarity[i]).thenComparing(i -> i))
                .limit(count)
                .mapToInt(i -> i)
                .toArray();
        double[] p = {1 / 3.0, 1 / 3.0, 1 / 3.0};
        double all = 1;
        for (int i : nearest) {
            p[clouds.y()[i]] += (double) shares[i] * seen.length;
            all += (double) shares[i] * seen.length;
        }
        double sum = all;
        return java.util.Arrays.stream(p).map(v -> v / sum).toArray();
    }

    private static double cosine(float[] a, float[] b) {
        double dot = 0;
        double aa = 0;
        double bb = 0;
        for (int d = 0; d < a.length; d++) {
            dot += (double) a[d] * b[d];
            aa += (double) a[d] * a[d];
            bb += (double) b[d] * b[d];
        }
        return dot / Math.sqrt(aa * bb);
    }
}
