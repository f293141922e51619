package dev.headstart.embeddings;

import org.jspecify.annotations.Nullable;

/**
 * What the store says of a picture.
 *
 * @param path relative to the data set's root
 * @param label class, or null
 * @param split {@code train}, {@code val}, {@code test} or null
 * @param width pixels, as decoded
 * @param height pixels, as decoded
 * @param sha256 of the picture's file, hexadecimal
 * @param bytes of the picture's file
 * @param modified when the picture's file last was, nanoseconds since 1970
 */
public record Row(String path, @Nullable String label, @Nullable String split, int width, int height, String sha256,
        long bytes, long modified) {}
