package dev.headstart.report;

/**
 * What a head that has not learnt from these rows says of them.
 *
 * @param rows indexes into the embeddings, {@code [N]}
 * @param labels class numbers, {@code [N]}
 * @param probabilities {@code [N][classes]}, each row's sum 1
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record Predictions(int[] rows, int[] labels, double[][] probabilities) {
    public Predictions {
        if (rows.length != labels.length || rows.length != probabilities.length) {
            throw new IllegalArgumentException(
                    rows.length + " rows, " + labels.length + " labels, " + probabilities.length + " predictions");
        }
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
