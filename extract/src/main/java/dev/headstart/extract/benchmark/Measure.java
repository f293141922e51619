package dev.headstart.extract.benchmark;

import java.util.Locale;

/** What is timed. */
enum Measure {
    /** The network alone, on batches that are ready. */
    BACKBONE,
    /** From JPEG to batches that are ready, without a network. */
    LOAD,
    /** The whole run, from JPEG to Parquet. */
    WHOLE;

    /** As options and the CSV write it: in lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
