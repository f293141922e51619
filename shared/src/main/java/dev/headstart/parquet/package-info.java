/**
 * Parquet tables of whatever making, a file or a folder of them ({@link dev.headstart.parquet.TablePart}), column by column: vectors of
 * numbers into a {@link dev.headstart.parquet.Matrix}, and text. What lies behind the library's record API is here: pages read whole where a
 * column's floats stand in them as they are, and damage said in one line.
 *
 * <p>A file may come from a stranger. What it claims is held against its size before memory or time is spent on it: lengths in its metadata
 * ({@link dev.headstart.parquet.CompactThrift}), rows, values and unpacked bytes ({@link dev.headstart.parquet.Bounds}), and the counts inside
 * pages ({@link dev.headstart.parquet.Encoded}). parquet-java's decoders see {@link dev.headstart.parquet.CheckedPages} alone.
 */
@NullMarked
package dev.headstart.parquet;

import org.jspecify.annotations.NullMarked;
