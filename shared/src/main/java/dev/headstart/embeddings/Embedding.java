package dev.headstart.embeddings;

import java.util.List;

/**
 * A row of the store.
 *
 * @param vectors one per layer, {@code [dim]} each
 */
public record Embedding(Row row, List<float[]> vectors) {
    public Embedding {
        vectors = List.copyOf(vectors);
    }
}
