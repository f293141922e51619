package dev.headstart.sweep;

import dev.headstart.metrics.Measures;
import dev.headstart.solvers.Setting;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A kind of head at a setting.
 *
 * @param trials what it was worth on each fold, in their order
 */
public record Candidate(HeadKind kind, Setting setting, List<Measures> trials) {
    /** The best first: by accuracy, then by log-loss. */
    static final Comparator<Candidate> BEST_FIRST = Comparator.comparingDouble((Candidate c) -> -c.accuracy())
            .thenComparingDouble(Candidate::logLoss);

    /** Layers first, which can be saved, and then the best. */
    static final Comparator<Candidate> CHOICE = Comparator.comparing((Candidate c) -> !c.kind().isLayer())
            .thenComparing(BEST_FIRST);

    /** Nats; candidates whose log-losses differ by less are equally good. */
    private static final double TIE = 0.01;

    public Candidate {
        trials = List.copyOf(trials);
    }

    /** Mean over the folds. */
    public double accuracy() {
        return mean(Measures::accuracy);
    }

    /** Mean over the folds. */
    public double logLoss() {
        return mean(Measures::logLoss);
    }

    /** Whether another one is as accurate and has nearly the same log-loss. */
    boolean isTiedWith(Candidate other) {
        return accuracy() == other.accuracy() && Math.abs(logLoss() - other.logLoss()) < TIE;
    }

    private double mean(ToDoubleFunction<Measures> measure) {
        return trials.stream().mapToDouble(measure).average().orElse(0);
    }
}
