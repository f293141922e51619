package dev.headstart.datasets;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A picture of a data set.
 *
 * @param file where it lies
 * @param path relative to the data set's root, with {@code /} between its parts: the picture's name wherever the folder is moved
 * @param label its class, or null if the data set has none
 * @param split {@code train}, {@code val} or {@code test}, or null if the data set isn't split
 */
public record Picture(Path file, String path, @Nullable String label, @Nullable String split) {}
