package dev.headstart.sweep;

import dev.headstart.solvers.Effort;
import dev.headstart.solvers.Setting;
import dev.headstart.solvers.SmileLogistic;
import dev.headstart.solvers.SoftmaxRegression;
import dev.headstart.solvers.Solver;
import java.util.List;
import java.util.Locale;

/** The heads that can be tried. */
public enum HeadKind {
    /** Softmax regression. */
    LINEAR,
    /** Smile's logistic regression. */
    LOGISTIC;

    Solver solver(Effort effort) {
        return switch (this) {
            case LINEAR -> new SoftmaxRegression(effort);
            case LOGISTIC -> new SmileLogistic();
        };
    }

    /** The settings that the grids give it. */
    List<Setting> settings(Grid l2) {
        return l2.values().stream().map(Setting::penalty).toList();
    }

    /** As {@code --head} takes it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
