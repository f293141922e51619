package dev.headstart.parquet;

import org.jspecify.annotations.Nullable;

/**
 * A column that a folder's name stands for, in tables parted as Hive does it: below {@code label=ant} every label is {@code ant}.
 *
 * @param value of every row, or null
 */
record PartitionText(String name, @Nullable String value, Kind kind) implements TextColumn {}
