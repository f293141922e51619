package dev.headstart.report;

import dev.headstart.metrics.Predictions;
import java.util.List;

/**
 * What heads say of rows that they have not learnt from. The probabilities of all classes are worked out anew where they are asked for: of
 * many rows and many classes they would not fit into memory.
 *
 * @param of the rows in their order, one after another
 * @param rows indexes into the embeddings, {@code [N]}
 * @param labels class numbers, {@code [N]}
 * @param predicted the most probable classes, {@code [N]}
 * @param confidences their probabilities, {@code [N]}
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record Judgements(List<Predictions> of, int[] rows, int[] labels, int[] predicted, double[] confidences) {
    static Judgements of(List<Predictions> predictions) {
        int n = predictions.stream().mapToInt(p -> p.samples().size()).sum();
        Judgements judgements = new Judgements(List.copyOf(predictions), new int[n], new int[n], new int[n],
                new double[n]);
        judgements.forEach((i, p) -> {
            int best = 0;
            for (int c = 1; c < p.length; c++) {
                best = p[c] > p[best] ? c : best;
            }
            judgements.predicted[i] = best;
            judgements.confidences[i] = p[best];
        });
        int filled = 0;
        for (Predictions some : predictions) {
            int size = some.samples().size();
            System.arraycopy(some.samples().rows(), 0, judgements.rows, filled, size);
            System.arraycopy(some.samples().labels(), 0, judgements.labels, filled, size);
            filled += size;
        }
        return judgements;
    }

    /** Takes the probabilities of a row. */
    @FunctionalInterface
    interface Sink {
        /** @param probabilities of the classes; their sum is 1 */
        void accept(int row, double[] probabilities);
    }

    /** Hands on the probabilities of every row. */
    void forEach(Sink sink) {
        int row = 0;
        for (Predictions some : of) {
            for (int i = 0; i < some.samples().size(); i++) {
                sink.accept(row++, some.probabilities(i));
            }
        }
    }

    int size() {
        return rows.length;
    }

    /** The most probable class. */
    int predicted(int i) {
        return predicted[i];
    }

    /** Its probability. */
    double confidence(int i) {
        return confidences[i];
    }

    boolean correct(int i) {
        return predicted(i) == labels[i];
    }
}
