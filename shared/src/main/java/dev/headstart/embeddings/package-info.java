/**
 * The store between the two stages: a Parquet file with a row per picture, whose metadata say what made it
 * ({@link dev.headstart.embeddings.Origin}). Written beside its target and renamed when whole.
 */
@NullMarked
package dev.headstart.embeddings;

import org.jspecify.annotations.NullMarked;
