package dev.headstart.solvers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.headstart.torchscript.Floats;
import java.util.Arrays;

/**
 * Probabilities by the votes of so many neighbours; each has one, or where classes are balanced, as many as its row counts. One vote more
 * is spread over all classes, so that none is impossible: {@code (votes + 1 / classes) / (all votes + 1)}. Equal votes go to the class
 * that comes first.
 *
 * @param count of neighbours; where there are fewer rows, all vote
 */
record Votes(Neighbours neighbours, Learner learner, int count) implements Classifier {
    @Override
    public NDArray logits(NDArray embeddings) {
        int[][] nearest = neighbours.of(embeddings);
        int k = learner.classes();
        float[] logits = new float[nearest.length * k];
        double[] votes = new double[k];
        for (int i = 0; i < nearest.length; i++) {
            Arrays.fill(votes, 1.0 / k);
            double all = 1;
            for (int j = 0; j < Math.min(count, nearest[i].length); j++) {
                int row = nearest[i][j];
                double vote = learner.shares()[row] * learner.size();
                votes[learner.present()[learner.labels()[row]]] += vote;
                all += vote;
            }
            for (int c = 0; c < k; c++) {
                logits[i * k + c] = (float) Math.log(votes[c] / all);
            }
        }
        return new Floats().tensor(embeddings.getManager(), logits, new Shape(nearest.length, k));
    }
}
