package dev.headstart.solvers;

import java.util.Locale;

/** What a head is trained with and a sweep may vary. */
public enum Knob {
    /** Weight of {@code |W|^2 / 2} beside the mean loss. */
    L2,
    /** Learning rate. */
    LR,
    /** How many vote. */
    NEIGHBOURS;

    /** Its option, its column in {@code sweep.csv} and its key in {@code metrics.json}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As files hold it. */
    Number number(double value) {
        return switch (this) {
            case L2, LR -> value;
            case NEIGHBOURS -> (int) value;
        };
    }

    /** As people read it. */
    String text(double value) {
        return String.format(Locale.ROOT, this == NEIGHBOURS ? "%.0f" : "%.3g", value);
    }
}
