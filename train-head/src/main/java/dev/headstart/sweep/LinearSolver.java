package dev.headstart.sweep;

/** The ways to train a Linear on the cross-entropy. */
public enum LinearSolver {
    /** To the optimum. */
    LBFGS,
    /** As the tutorials do. */
    SGD
}
