package dev.headstart.solvers;

/** How near an optimum has to be met. */
public enum Effort {
    /** Near enough to rank. */
    SWEEP(1e-5),
    /** To float32's last digits. */
    OPTIMUM(2e-8);

    private final double tolerance;

    Effort(double tolerance) {
        this.tolerance = tolerance;
    }

    /** What may be left to gain, as a part of the loss. */
    double tolerance() {
        return tolerance;
    }
}
