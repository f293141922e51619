package dev.headstart.report;

import dev.headstart.metrics.Predictions;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What heads say of rows that they have not learnt from.
 *
 * @param rows indexes into the embeddings, {@code [N]}
 * @param labels class numbers, {@code [N]}
 * @param probabilities {@code [N][classes]}, each row's sum 1
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record Judgements(int[] rows, int[] labels, double[][] probabilities) {
    static Judgements of(List<Predictions> predictions) {
        return new Judgements(predictions.stream().flatMapToInt(p -> IntStream.of(p.samples().rows())).toArray(),
                predictions.stream().flatMapToInt(p -> IntStream.of(p.samples().labels())).toArray(),
                predictions.stream().flatMap(Judgements::probabilities).toArray(double[][]::new));
    }

    private static Stream<double[]> probabilities(Predictions predictions) {
        return IntStream.range(0, predictions.samples().size()).mapToObj(predictions::probabilities);
    }

    int size() {
        return rows.length;
    }

    /** The most probable class. */
    int predicted(int i) {
        double[] p = probabilities[i];
        int best = 0;
        for (int c = 1; c < p.length; c++) {
            best = p[c] > p[best] ? c : best;
        }
        return best;
    }

    /** Its probability. */
    double confidence(int i) {
        return probabilities[i][predicted(i)];
    }

    boolean correct(int i) {
        return predicted(i) == labels[i];
    }
}
