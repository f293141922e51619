package dev.headstart.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headstart.embeddings.Embeddings;
import dev.headstart.parquet.Matrix;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearPairsTest {

    @ParameterizedTest
    @CsvSource({"50, 3", "700, 16", "1500, 300", "40, 512"})
    void theyAreThoseThatComparingAllWithAllFinds(int n, int dim) throws IOException {
        SplittableRandom random = new SplittableRandom(n);
        float[] values = new float[n * dim];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.max(0, random.nextGaussian());
        }
        for (int copy = 0; copy < n / 4; copy++) { // more and less like their originals
            int original = random.nextInt(n);
            for (int d = 0; d < dim; d++) {
                values[copy * dim + d] = (float) (values[original * dim + d] + random.nextGaussian() * copy * 1.6 / n);
            }
        }
        Directions directions = directions(values, dim);
        Set<NearPairs.Pair> all = new HashSet<>();
        for (int a = 0; a < n; a++) {
            for (int b = a + 1; b < n; b++) {
                if (Nearness.CALIBRATED.holds(directions, a, b)) {
                    all.add(new NearPairs.Pair(a, b));
                }
            }
        }
        NearPairs near = NearPairs.among(directions, Nearness.CALIBRATED);
        assertEquals(all, new HashSet<>(near.pairs()));
        assertTrue(near.complete());
        assertTrue(all.size() > 3 && all.size() < n * (n - 1) / 2, all.size() + " pairs"); // else this shows nothing
    }

    @Test
    void ofTooManyItSaysSo() throws IOException {
        float[] values = new float[4000 * 8];
        for (int i = 0; i < values.length; i++) {
            values[i] = i < values.length / 2 ? i % 8 : 7 - i % 8;
        }
        assertEquals(false, NearPairs.among(directions(values, 8), Nearness.CALIBRATED).complete());
    }

    private static Directions directions(float[] values, int dim) {
        return new Directions(new Embeddings(Optional.of(Runs.ORIGIN), List.of(), false, Matrix.of(dim, values)),
                IntStream.range(0, values.length / dim).toArray());
    }
}
