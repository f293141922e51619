package dev.headstart.embeddings;

import dev.headstart.parquet.Matrix;
import java.util.List;
import java.util.Optional;

/**
 * Embeddings with their labels, in memory.
 *
 * @param origin what made them, this column alone, or empty if nothing says it
 * @param rows {@code [N]}, in the files' order
 * @param integerLabels whether all labels are integers
 * @param numbers {@code [N, dim]}
 */
public record Embeddings(Optional<Origin> origin, List<Sample> rows, boolean integerLabels, Matrix numbers) {
    public Embeddings {
        rows = List.copyOf(rows);
    }

    /** Numbers of an embedding. */
    public int dimension() {
        return numbers.dimension();
    }
}
