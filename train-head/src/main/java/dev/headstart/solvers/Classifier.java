package dev.headstart.solvers;

import ai.djl.ndarray.NDArray;

/** A head that has been trained. */
public interface Classifier {

    /**
     * Logits {@code [N, classes]}; a softmax makes probabilities of them.
     *
     * @param embeddings {@code [N, dim]}, as they stand in the store
     */
    NDArray logits(NDArray embeddings);
}
