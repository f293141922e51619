/**
 * Parquet files of whatever making, column by column: lists of floats into a {@link dev.headstart.parquet.Matrix}, and text. What lies
 * behind the library's record API is here: pages read whole where a column's floats stand in them as they are, chunks checked against the
 * file before anything is read of them, and damage said in one line.
 */
@NullMarked
package dev.headstart.parquet;

import org.jspecify.annotations.NullMarked;
