package dev.headstart.sweep;

import ai.djl.ndarray.NDManager;
import dev.headstart.cli.Progress;
import dev.headstart.metrics.Measures;
import dev.headstart.metrics.Predictions;
import dev.headstart.solvers.Classifier;
import dev.headstart.solvers.Effort;
import dev.headstart.solvers.Normalization;
import dev.headstart.solvers.Problem;
import dev.headstart.solvers.Setting;
import dev.headstart.splits.Fold;
import dev.headstart.splits.Samples;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Tries kinds of heads and their settings, each on every fold, and ranks them. */
public final class Sweep {
    private static final int EXTENSIONS = 3;

    private final Samples samples;
    private final List<int[]> learners;
    private final Normalization normalization;
    private final boolean balance;
    private final List<Samples> validation;
    private final List<Candidate> candidates = new ArrayList<>();
    private @Nullable Judged best;

    /** A candidate and what its heads say of their folds' validation samples. */
    private record Judged(Candidate candidate, List<Predictions> predictions) {}

    /** @param balance whether each class counts the same in training, however many samples it has */
    public Sweep(Samples samples, List<Fold> folds, Normalization normalization, boolean balance) {
        this.samples = samples;
        this.normalization = normalization;
        this.balance = balance;
        learners = folds.stream().map(Fold::train).toList();
        validation = folds.stream().map(f -> samples.subset(f.validation())).toList();
    }

    /** Tries everything. A grid of penalties whose best is at its end is extended there. */
    public Found run(List<HeadKind> kinds, Grid l2) throws IOException {
        for (HeadKind kind : kinds) {
            List<Candidate> tried = new ArrayList<>(fit(kind, l2));
            Grid below = l2;
            Grid above = l2;
            for (int i = 0; i < EXTENSIONS && l2.extensible(); i++) {
                Double at = tried.stream().min(Candidate.BEST_FIRST).orElseThrow().setting().l2();
                if (below.values().getFirst().equals(at)) {
                    below = below.beyond(false);
                    tried.addAll(fit(kind, below));
                } else if (above.values().getLast().equals(at)) {
                    above = above.beyond(true);
                    tried.addAll(fit(kind, above));
                } else {
                    break;
                }
            }
            candidates.addAll(tried);
        }
        Judged winner = Objects.requireNonNull(best, "nothing was tried");
        return new Found(candidates.stream().sorted(Candidate.BEST_FIRST).toList(), winner.predictions());
    }

    /**
     * A candidate's head, to its optimum.
     *
     * @param learnt samples that it learns from, by index
     */
    public Classifier refit(Candidate candidate, int[] learnt) throws IOException {
        List<Classifier> heads = new ArrayList<>();
        candidate.kind()
                .solver(Effort.OPTIMUM)
                .fit(problem(List.of(learnt)), List.of(candidate.setting()), (_, _, head) -> heads.add(head));
        return heads.getFirst();
    }

    private Problem problem(List<int[]> of) {
        return Problem.of(samples, of, normalization, balance);
    }

    private List<Candidate> fit(HeadKind kind, Grid l2) throws IOException {
        List<Setting> settings = kind.settings(l2);
        Map<Integer, SortedMap<Integer, Predictions>> open = new HashMap<>();
        List<Candidate> done = new ArrayList<>();
        try (Progress progress = Progress.of(kind.label(), (long) settings.size() * validation.size())) {
            kind.solver(Effort.SWEEP).fit(problem(learners), settings, (s, fold, head) -> {
                SortedMap<Integer, Predictions> folds = open.computeIfAbsent(s, _ -> new TreeMap<>());
                folds.put(fold, predict(head, validation.get(fold)));
                if (folds.size() == validation.size()) {
                    open.remove(s); // only what the best says is kept
                    done.add(judge(kind, settings.get(s), List.copyOf(folds.values())));
                }
                progress.stepBy(1);
            });
        }
        return done;
    }

    private Candidate judge(HeadKind kind, Setting setting, List<Predictions> predictions) {
        Candidate candidate = new Candidate(kind, setting, predictions.stream().map(Measures::of).toList());
        if (best == null || Candidate.BEST_FIRST.compare(candidate, best.candidate()) < 0) {
            best = new Judged(candidate, predictions);
        }
        return candidate;
    }

    /** What a head says of samples. */
    public static Predictions predict(Classifier head, Samples samples) {
        try (NDManager manager = NDManager.newBaseManager()) {
            return new Predictions(samples, head.logits(samples.features(manager)).toFloatArray(), 1);
        }
    }
}
