package dev.headstart.trainhead;

import dev.headstart.embeddings.Embeddings;
import dev.headstart.embeddings.Row;
import java.util.List;

/**
 * Embeddings with labels, ready for a solver.
 *
 * @param paths of the pictures, {@code [N]}
 * @param features row-major, {@code [N, dim]}
 * @param labels class numbers, {@code [N]}
 */
@SuppressWarnings("ArrayRecordComponent") // a matrix, never compared
record Samples(List<String> paths, float[] features, int dimension, int[] labels) {

    /** The rows of those indexes. */
    static Samples of(Embeddings embeddings, List<Integer> indexes, List<String> classes) {
        int dim = embeddings.dimension();
        float[] features = new float[Math.multiplyExact(indexes.size(), dim)];
        int[] labels = new int[indexes.size()];
        for (int i = 0; i < labels.length; i++) {
            System.arraycopy(embeddings.values(), indexes.get(i) * dim, features, i * dim, dim);
            labels[i] = classes.indexOf(embeddings.rows().get(indexes.get(i)).label());
        }
        return new Samples(indexes.stream().map(i -> embeddings.rows().get(i)).map(Row::path).toList(), features, dim,
                labels);
    }

    int size() {
        return labels.length;
    }
}
