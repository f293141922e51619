package dev.headstart.embeddings;

import org.jspecify.annotations.Nullable;

/**
 * A row of the store.
 *
 * @param path relative to the data set's root
 * @param label class, or null
 * @param split {@code train}, {@code val}, {@code test} or null
 * @param width pixels, as decoded
 * @param height pixels, as decoded
 * @param sha256 of the picture's file, hexadecimal
 * @param values the embedding, {@code [dim]}
 */
@SuppressWarnings("ArrayRecordComponent") // a row on its way to or from the file, never compared
public record Embedding(String path, @Nullable String label, @Nullable String split, int width, int height,
        String sha256, float[] values) {}
