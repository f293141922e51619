package dev.headstart.sweep;

import dev.headstart.cli.Progress;
import dev.headstart.metrics.Measures;
import dev.headstart.metrics.Predictions;
import dev.headstart.solvers.Classifier;
import dev.headstart.solvers.Effort;
import dev.headstart.solvers.Knob;
import dev.headstart.solvers.Problem;
import dev.headstart.solvers.Setting;
import dev.headstart.solvers.Solver;
import dev.headstart.splits.Fold;
import dev.headstart.splits.Samples;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tries kinds of heads and their settings, each on every fold, and ranks them. */
public final class Sweep {
    private static final int EXTENSIONS = 3;

    private final Samples samples;
    private final List<int[]> learners;
    private final Recipe recipe;
    private final Function<HeadKind, String> task;
    private final List<Samples> validation;
    private final List<Candidate> candidates = new ArrayList<>();
    private @Nullable Judged chosen;
    private @Nullable Classifier only;

    /** A candidate and what its heads say of their folds' validation samples. */
    private record Judged(Candidate candidate, List<Predictions> predictions) {}

    public Sweep(Samples samples, List<Fold> folds, Recipe recipe) {
        this(samples, folds, recipe, HeadKind::toString);
    }

    /** @param task what progress is called that is made with a kind */
    public Sweep(Samples samples, List<Fold> folds, Recipe recipe, Function<HeadKind, String> task) {
        this.task = task;
        this.samples = samples;
        this.recipe = recipe;
        learners = folds.stream().map(Fold::train).toList();
        validation = folds.stream().map(f -> samples.subset(f.validation())).toList();
    }

    /** Tries everything. A range whose best is at its end is extended there, unless another value ties with it. */
    public Found run() throws IOException {
        for (HeadKind kind : recipe.kinds()) {
            SortedMap<Knob, Grid> grids = kind.grids(recipe);
            List<Candidate> tried = new ArrayList<>(fit(kind, grids));
            for (Map.Entry<Knob, Grid> grid : grids.entrySet()) {
                if (grid.getValue().extensible()) {
                    extend(kind, grids, grid.getKey(), tried);
                }
            }
            candidates.addAll(tried);
        }
        Judged winner = Objects.requireNonNull(chosen, "nothing was tried");
        return new Found(candidates.stream().sorted(Candidate.BEST_FIRST).toList(), winner.candidate(),
                winner.predictions());
    }

    private void extend(HeadKind kind, SortedMap<Knob, Grid> grids, Knob knob, List<Candidate> tried)
            throws IOException {
        Grid below = Objects.requireNonNull(grids.get(knob));
        Grid above = below;
        for (int i = 0; i < EXTENSIONS; i++) {
            Candidate best = tried.stream().min(Candidate.BEST_FIRST).orElseThrow();
            Double at = best.setting().values().get(knob);
            if (tried.stream()
                    .anyMatch(c -> !Objects.equals(c.setting().values().get(knob), at) && c.isTiedWith(best))) {
                return;
            }
            SortedMap<Knob, Grid> farther = new TreeMap<>(grids);
            if (below.values().getFirst().equals(at)) {
                below = below.beyond(false);
                farther.put(knob, below);
            } else if (above.values().getLast().equals(at)) {
                above = above.beyond(true);
                farther.put(knob, above);
            } else {
                return;
            }
            tried.addAll(fit(kind, farther));
        }
    }

    /**
     * A candidate's head, to its optimum.
     *
     * @param learnt samples that it learns from, by index
     */
    public Classifier refit(Candidate candidate, int[] learnt) throws IOException {
        if (only != null && Arrays.equals(learnt, learners.getFirst())) {
            return only;
        }
        List<Classifier> heads = new ArrayList<>();
        try (Progress progress = Progress.ofItems("refit", 1)) {
            candidate.kind()
                    .solver(recipe, Effort.OPTIMUM)
                    .fit(problem(List.of(learnt)), List.of(candidate.setting()), new Solver.Sink() {
                        @Override
                        public void accept(int setting, int learner, Classifier head) {
                            heads.add(head);
                        }

                        @Override
                        public void reached(double share) {
                            progress.reach(share);
                        }
                    });
        }
        return heads.getFirst();
    }

    private Problem problem(List<int[]> of) {
        return Problem.of(samples, of, recipe.normalization(), recipe.balance(), recipe.device());
    }

    private List<Candidate> fit(HeadKind kind, SortedMap<Knob, Grid> grids) throws IOException {
        List<Setting> settings = HeadKind.settings(grids);
        Map<Integer, SortedMap<Integer, Predictions>> open = new HashMap<>();
        List<Candidate> done = new ArrayList<>();
        // With nothing to choose from there is one training, and its head is kept.
        boolean alone = recipe.kinds().size() * settings.size() * learners.size() == 1;
        try (Progress progress = Progress.ofItems(task.apply(kind), (long) settings.size() * validation.size());
                HeldOut heldOut = new HeldOut(validation)) {
            kind.solver(recipe, alone ? Effort.OPTIMUM : Effort.SWEEP)
                    .fit(problem(learners), settings, new Solver.Sink() {
                        private int heads;

                        @Override
                        public void accept(int setting, int fold, Classifier head) {
                            only = alone ? head : null;
                            SortedMap<Integer, Predictions> folds = open.computeIfAbsent(setting, _ -> new TreeMap<>());
                            folds.put(fold, heldOut.predict(head, fold));
                            if (folds.size() == validation.size()) {
                                open.remove(setting); // only what the chosen one says is kept
                                done.add(judge(kind, settings.get(setting), List.copyOf(folds.values())));
                            }
                            reached(++heads / ((double) settings.size() * validation.size()));
                        }

                        @Override
                        public void reached(double share) {
                            progress.reach(share);
                        }
                    });
        }
        return done;
    }

    private Candidate judge(HeadKind kind, Setting setting, List<Predictions> predictions) {
        Candidate candidate = new Candidate(kind, setting, predictions.stream().map(Measures::of).toList());
        if (chosen == null || Candidate.CHOICE.compare(candidate, chosen.candidate()) < 0) {
            chosen = new Judged(candidate, predictions);
        }
        return candidate;
    }

    /** What a head says of samples. */
    public static Predictions predict(Classifier head, Samples samples) {
        try (HeldOut heldOut = new HeldOut(List.of(samples))) {
            return heldOut.predict(head, 0);
        }
    }
}
