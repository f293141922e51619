package dev.headstart.extract.benchmark;

import java.nio.file.Path;

/**
 * What every contender of a comparison is given.
 *
 * @param arch name of the backbone; where none is run, that of any
 * @param pictures folder of folders
 * @param weights as {@code extract --weights} takes them
 * @param out Parquet file to write
 */
record Trial(Measure measure, String arch, Path pictures, String weights, Path out) {}
