package dev.headstart.embeddings;

import java.util.List;
import java.util.Optional;

/**
 * Embeddings with their labels, in memory.
 *
 * @param origin what made them, or empty if nothing says it
 * @param rows {@code [N]}, in the files' order
 * @param dimension numbers of an embedding
 * @param values row-major, {@code [N, dimension]}
 */
@SuppressWarnings("ArrayRecordComponent") // a matrix, never compared
public record Embeddings(Optional<Origin> origin, List<Sample> rows, int dimension, float[] values) {
    public Embeddings {
        rows = List.copyOf(rows);
    }
}
