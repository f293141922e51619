package dev.headstart.extract.benchmark;

import dev.headstart.torchscript.Precision;

/** Someone who makes embeddings. */
interface Contender {

    /** As the table and the CSV name it. */
    String name();

    Precision precision();

    /** The process that is timed; it prints pictures a second in its last line. */
    ProcessBuilder process(Trial trial);
}
