package dev.headstart.sweep;

import dev.headstart.metrics.Predictions;
import dev.headstart.solvers.Classifier;
import java.util.List;

/**
 * What a sweep found.
 *
 * @param candidates all, the best first
 * @param heads of the best, per fold
 * @param predictions of the best's heads for the samples that they did not learn from, per fold
 */
public record Found(List<Candidate> candidates, List<Classifier> heads, List<Predictions> predictions) {
    public Found {
        candidates = List.copyOf(candidates);
        heads = List.copyOf(heads);
        predictions = List.copyOf(predictions);
    }

    public Candidate best() {
        return candidates.getFirst();
    }
}
