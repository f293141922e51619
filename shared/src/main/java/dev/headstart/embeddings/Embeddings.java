package dev.headstart.embeddings;

import java.util.List;

/**
 * One column of a store, in memory.
 *
 * @param origin of this column: it has one layer
 * @param rows {@code [N]}, in the file's order
 * @param dimension numbers of an embedding
 * @param values row-major, {@code [N, dimension]}
 */
@SuppressWarnings("ArrayRecordComponent") // a matrix, never compared
public record Embeddings(Origin origin, List<Row> rows, int dimension, float[] values) {
    public Embeddings {
        rows = List.copyOf(rows);
    }
}
