package dev.headstart.trainhead;

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
    int size() {
        return labels.length;
    }
}
