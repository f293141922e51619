package dev.headstart.sweep;

import dev.headstart.metrics.Predictions;
import java.util.List;

/**
 * What a sweep found.
 *
 * @param candidates all, the best first
 * @param chosen the best that is a layer; where none is, the best
 * @param predictions of the chosen one's heads for the samples that they did not learn from, per fold
 */
public record Found(List<Candidate> candidates, Candidate chosen, List<Predictions> predictions) {
    public Found {
        candidates = List.copyOf(candidates);
        predictions = List.copyOf(predictions);
    }

    public Candidate best() {
        return candidates.getFirst();
    }
}
