package dev.headstart.extract.benchmark;

/** What is timed. */
enum Measure {
    /** The network alone, on batches that are ready. */
    BACKBONE,
    /** From JPEG to batches that are ready, without a network. */
    LOAD,
    /** The whole run, from JPEG to Parquet. */
    WHOLE
}
