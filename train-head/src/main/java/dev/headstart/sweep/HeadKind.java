package dev.headstart.sweep;

import dev.headstart.solvers.Effort;
import dev.headstart.solvers.FineTuning;
import dev.headstart.solvers.Knob;
import dev.headstart.solvers.NearestCentroid;
import dev.headstart.solvers.NearestNeighbours;
import dev.headstart.solvers.Ridge;
import dev.headstart.solvers.Setting;
import dev.headstart.solvers.SmileLogistic;
import dev.headstart.solvers.SoftmaxRegression;
import dev.headstart.solvers.Solver;
import dev.headstart.solvers.StochasticDescent;
import java.util.EnumMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The heads that can be tried. */
public enum HeadKind {
    /** Softmax regression. */
    LINEAR,
    /** Smile's logistic regression. */
    LOGISTIC,
    /** Least squares. */
    RIDGE,
    /** Nearest class mean. */
    CENTROID,
    /** Nearest neighbours: a yardstick. */
    KNN,
    /** A backbone's own classifier, trained on. */
    MLP;

    private static final String PENALTIES = "1e-6:1e1:25";

    Solver solver(Recipe recipe, Effort effort) {
        return switch (this) {
            case LINEAR -> switch (recipe.linear()) {
                case LBFGS -> new SoftmaxRegression(effort);
                case SGD -> new StochasticDescent(recipe.batches());
            };
            case LOGISTIC -> new SmileLogistic();
            case RIDGE -> new Ridge();
            case CENTROID -> new NearestCentroid();
            case KNN -> new NearestNeighbours();
            case MLP -> new FineTuning(recipe.tail().orElseThrow(), recipe.batches());
        };
    }

    /** Whether it is layers, that can be saved; else it only shows what they should be worth. */
    public boolean isLayer() {
        return this != KNN;
    }

    /** Whether it is one layer, that can take the place of a backbone's last. */
    public boolean isLinear() {
        return isLayer() && this != MLP;
    }

    /**
     * Of the features, how many there are in memory at once, as float32: as read, as a solver gathers them, and Smile's own, in float64. What
     * {@link SoftmaxRegression} takes besides, it takes only where there is room.
     */
    public int copies() {
        return this == LOGISTIC ? 4 : 2;
    }

    /** Whether it takes minutes where the others take seconds. */
    public boolean isSlow() {
        return this == MLP;
    }

    /** Whether it can let each class count the same. */
    public boolean balances() {
        return this != LOGISTIC;
    }

    /** Its knobs, each with what is tried of it where nobody says otherwise. */
    private Map<Knob, String> knobs(LinearSolver linear) {
        return switch (this) {
            case LINEAR -> switch (linear) {
                case LBFGS -> Map.of(Knob.L2, PENALTIES);
                case SGD -> Map.of(Knob.L2, "0", Knob.LR, "0.0001,0.001,0.01,0.1");
            };
            case LOGISTIC, RIDGE -> Map.of(Knob.L2, PENALTIES);
            case CENTROID -> Map.of();
            case KNN -> Map.of(Knob.NEIGHBOURS, "1,3,5,10,20");
            case MLP -> Map.of(Knob.L2, "0", Knob.LR, "0.001");
        };
    }

    /** Whether there is such a knob to it. */
    public boolean has(Knob knob, LinearSolver linear) {
        return knobs(linear).containsKey(knob);
    }

    /** Its knobs, each with what a recipe wants tried of it. */
    SortedMap<Knob, Grid> grids(Recipe recipe) {
        SortedMap<Knob, Grid> grids = new TreeMap<>();
        knobs(recipe.linear()).forEach((knob, usual) -> {
            Grid wanted = recipe.grids().get(knob);
            grids.put(knob, wanted == null ? Grid.of(usual) : wanted);
        });
        return grids;
    }

    /** Every combination of the grids' values. */
    static List<Setting> settings(SortedMap<Knob, Grid> grids) {
        List<Map<Knob, Double>> all = List.of(Map.of());
        for (Map.Entry<Knob, Grid> grid : grids.entrySet()) {
            List<Map<Knob, Double>> more = new ArrayList<>();
            for (Map<Knob, Double> some : all) {
                for (double value : grid.getValue().values()) {
                    Map<Knob, Double> with = new EnumMap<>(Knob.class);
                    with.putAll(some);
                    with.put(grid.getKey(), value);
                    more.add(with);
                }
            }
            all = more;
        }
        return all.stream().map(Setting::new).toList();
    }

    /** As {@code --head} takes it and files write it: in lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
