package dev.headstart.trainhead;

import dev.headstart.cli.Progress;
import dev.headstart.head.LinearHead;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Tries heads and penalties, each on every fold, and ranks them.
 *
 * @param folds what is learnt from and what is measured on, by indexes of the samples
 */
record Sweep(Samples samples, int classes, List<Fold> folds) {
    private static final int EXTENSIONS = 3;

    /** Indexes of the samples on either side. */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Fold(int[] train, int[] validation) {}

    /** A head, measured on its fold. */
    record Trial(Fold fold, LinearHead head, Measures measures) {}

    /** A head at a penalty, over all folds. */
    record Candidate(Solver solver, double l2, List<Trial> trials) {
        double accuracy() {
            return trials.stream().mapToDouble(t -> t.measures().accuracy()).average().orElse(0);
        }

        double logLoss() {
            return trials.stream().mapToDouble(t -> t.measures().logLoss()).average().orElse(0);
        }
    }

    /** Every candidate, the best first: by accuracy, then by log-loss. A grid whose best is at its end is extended there. */
    List<Candidate> run(List<Solver> solvers, Grid grid) throws IOException {
        List<Candidate> all = new ArrayList<>();
        for (Solver solver : solvers) {
            List<Candidate> tried = new ArrayList<>(fit(solver, grid));
            Grid below = grid;
            Grid above = grid;
            for (int i = 0; i < EXTENSIONS && grid.extensible(); i++) {
                double best = tried.stream().min(order()).orElseThrow().l2();
                if (best == below.values().getFirst()) {
                    below = below.beyond(false);
                    tried.addAll(fit(solver, below));
                } else if (best == above.values().getLast()) {
                    above = above.beyond(true);
                    tried.addAll(fit(solver, above));
                } else {
                    break;
                }
            }
            all.addAll(tried);
        }
        return all.stream().sorted(order()).toList();
    }

    private static Comparator<Candidate> order() {
        return Comparator.comparingDouble((Candidate c) -> -c.accuracy()).thenComparingDouble(Candidate::logLoss);
    }

    private List<Candidate> fit(Solver solver, Grid grid) throws IOException {
        List<SoftmaxRegression.Member> members = new ArrayList<>();
        for (double l2 : grid.values()) {
            folds.forEach(fold -> members.add(new SoftmaxRegression.Member(l2, fold.train())));
        }
        List<LinearHead> heads;
        try (Progress progress = Progress.of(solver.label(), members.size())) {
            heads = solver.fit(samples, classes, members, progress::stepBy);
        }
        return IntStream.range(0, grid.values().size()).parallel().mapToObj(g -> {
            List<Trial> trials = new ArrayList<>();
            for (int f = 0; f < folds.size(); f++) {
                LinearHead head = heads.get(g * folds.size() + f);
                trials.add(new Trial(folds.get(f), head, Measures.of(samples.subset(folds.get(f).validation()), head)));
            }
            return new Candidate(solver, grid.values().get(g), trials);
        }).toList();
    }
}
