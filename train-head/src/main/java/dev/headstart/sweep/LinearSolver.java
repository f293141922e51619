package dev.headstart.sweep;

import java.util.Locale;

/** The ways to train a Linear on the cross-entropy. */
public enum LinearSolver {
    /** To the optimum. */
    LBFGS,
    /** As the tutorials do. */
    SGD;

    /** As options write it: in lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
