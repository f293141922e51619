package dev.headstart.embeddings;

import org.jspecify.annotations.Nullable;

/**
 * What there is to learn of a row.
 *
 * @param path of the picture, or the row's number where nothing says it
 * @param label class, or null
 * @param split {@code train}, {@code val}, {@code test} or null
 * @param group what must not be torn apart (pictures of one patient, frames of one film), or null
 */
public record Sample(String path, @Nullable String label, @Nullable String split, @Nullable String group) {
    public Sample(String path, @Nullable String label, @Nullable String split) {
        this(path, label, split, null);
    }
}
