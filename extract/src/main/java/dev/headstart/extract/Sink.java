package dev.headstart.extract;

import dev.headstart.embeddings.Embedding;
import java.io.IOException;
import java.util.List;

/** Takes what a run computes, batch by batch, as the batches get done. */
@FunctionalInterface
interface Sink {

    /** @param outputs per picture the vectors that the program gave: embeddings, or one of class probabilities */
    void append(List<Embedding> outputs) throws IOException;
}
