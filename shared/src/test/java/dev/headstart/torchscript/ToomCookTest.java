package dev.headstart.torchscript;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ToomCookTest {
    private static final double ROUNDING = 1e-9;

    @Property(tries = 200)
    void aTileOfOutputsIsTheCorrelationAtEachPlaceWhateverThePoints(@ForAll("algorithms") ToomCook algorithm,
            @ForAll long seed) {
        Random random = new Random(seed);
        int size = algorithm.size();
        int taps = algorithm.taps();
        double[] tile = numbers(random, size * size);
        double[] filter = numbers(random, taps * taps);
        double[] values = times(ToomCook.twice(algorithm.input()), tile);
        double[] weights = times(ToomCook.twice(algorithm.filter()), filter);
        double[] one = algorithm.one();
        for (int i = 0; i < values.length; i++) {
            values[i] = values[i] * weights[i] + 3 * one[i / size] * one[i % size];
        }
        double[] outputs = times(ToomCook.twice(algorithm.output()), values);
        for (int o = 0; o < outputs.length; o++) {
            double sum = 3;
            for (int f = 0; f < filter.length; f++) {
                int row = o / algorithm.outputs() + f / taps;
                sum += tile[row * size + o % algorithm.outputs() + f % taps] * filter[f];
            }
            assertEquals(sum, outputs[o], ROUNDING, algorithm::toString);
        }
    }

    @Provide
    Arbitrary<ToomCook> algorithms() {
        Arbitrary<List<Double>> points = Arbitraries.of(0., 1., -1., 0.5, -0.5, 2., -2., 0.75, -0.75, 1.5, -1.5)
                .list()
                .uniqueElements()
                .ofMinSize(2)
                .ofMaxSize(5);
        return points.flatMap(
                p -> Arbitraries.integers().between(1, p.size()).map(m -> new ToomCook(m, p.size() + 2 - m, p)));
    }

    @Test
    void thereAreAsManyPointsAsItTakes() {
        assertThrows(IllegalArgumentException.class, () -> new ToomCook(4, 3, List.of(0., 1., -1., 2.)));
    }

    private static double[] numbers(Random random, int count) {
        return random.doubles(count, -1, 1).toArray();
    }

    private static double[] times(double[][] matrix, double[] vector) {
        double[] product = new double[matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < vector.length; j++) {
                product[i] += matrix[i][j] * vector[j];
            }
        }
        return product;
    }
}
