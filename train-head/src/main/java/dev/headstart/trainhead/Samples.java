package dev.headstart.trainhead;

import dev.headstart.embeddings.Embeddings;
import java.util.Arrays;
import java.util.List;

/**
 * Some rows of the embeddings with their classes, ready for a solver; the numbers stay where they are.
 *
 * @param rows indexes into the embeddings, {@code [N]}
 * @param labels class numbers, {@code [N]}
 * @param classes how many there are
 */
@SuppressWarnings("ArrayRecordComponent") // a view of a matrix, never compared
record Samples(Embeddings embeddings, int[] rows, int[] labels, int classes) {

    static Samples of(Embeddings embeddings, List<Integer> indexes, List<String> classes) {
        int[] rows = indexes.stream().mapToInt(Integer::intValue).toArray();
        int[] labels = indexes.stream().mapToInt(i -> classes.indexOf(embeddings.rows().get(i).label())).toArray();
        return new Samples(embeddings, rows, labels, classes.size());
    }

    /** Samples of these. */
    Samples subset(int[] indexes) {
        return new Samples(embeddings, Arrays.stream(indexes).map(i -> rows[i]).toArray(),
                Arrays.stream(indexes).map(i -> labels[i]).toArray(), classes);
    }

    int size() {
        return rows.length;
    }

    int dimension() {
        return embeddings.dimension();
    }

    String path(int i) {
        return embeddings.rows().get(rows[i]).path();
    }

    /** Where sample {@code i} begins among the embeddings' values. */
    int offset(int i) {
        return rows[i] * dimension();
    }
}
