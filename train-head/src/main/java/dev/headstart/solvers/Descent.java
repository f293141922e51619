package dev.headstart.solvers;

import org.jspecify.annotations.Nullable;

/** One learner's way to its optimum, and on from there to the next penalty's. */
final class Descent {
    /** Below this, a penalty counts as this in drawing the path on. */
    static final double SMALLEST_PENALTY = 1e-12;

    private static final int MEMORY = 20;
    /** Floats that may be remembered. */
    private static final long MOST_REMEMBERED = 1L << 28;
    private static final int LEAST_MEMORY = 4;
    private static final double ARMIJO = 1e-4;
    /** float32's noise in a value, as a part of it. */
    private static final double NOISE = 3e-7;
    private static final double SHORTEST = 1e-6;
    /** A learner whose value has not gone down by this part of it in as many steps has met the noise. */
    private static final double STALL = 1e-7;
    private static final int PATIENCE = 10;
    private static final int MAX_STEPS = 1000;
    /** Losses below this are as good as nothing; tolerances are parts of it then. */
    private static final double SMALL_LOSS = 1e-2;
    private static final double SMALLEST_CURVATURE = 1e-9;

    private final int learner;
    /** Coordinates that are penalised: all but the bias. */
    private final int penalised;
    private final Lbfgs memory;
    private float[] theta;
    private float[] gradient;
    private float[] direction;
    private double l2;
    private double tolerance;
    private double value;
    private double slope;
    /** What was left to gain at the start. */
    private double begun;
    private double length;
    private float[] trial;
    private double milestone;
    private int since;
    private int steps;
    private @Nullable Optimum last;
    private @Nullable Optimum lastButOne;

    @SuppressWarnings("ArrayRecordComponent") // private, never compared
    private record Optimum(double logPenalty, float[] theta) {}

    Descent(int learner, int directions, int classes) {
        this.learner = learner;
        penalised = directions * classes;
        theta = new float[penalised + classes];
        gradient = theta;
        direction = theta;
        trial = theta;
        int remembered = Math.clamp(MOST_REMEMBERED / (2L * theta.length), LEAST_MEMORY, MEMORY);
        memory = new Lbfgs(remembered, theta);
    }

    /** {@code [directions + 1, classes]}. */
    float[] theta() {
        return theta;
    }

    /** Goes on to another penalty, from where the two optima before point to. */
    CrossEntropy.Point begin(Stop stop) {
        memory.bend(stop.l2() - l2, penalised);
        l2 = stop.l2();
        tolerance = stop.tolerance();
        theta = drawnOn(Math.log(Math.max(l2, SMALLEST_PENALTY)));
        return new CrossEntropy.Point(learner, theta);
    }

    private float[] drawnOn(double logPenalty) {
        if (last == null || lastButOne == null || last.logPenalty() == lastButOne.logPenalty()) {
            return theta.clone();
        }
        float part = (float) ((logPenalty - last.logPenalty()) / (last.logPenalty() - lastButOne.logPenalty()));
        float[] drawn = last.theta().clone();
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] += part * (drawn[i] - lastButOne.theta()[i]);
        }
        return drawn;
    }

    /** Learns the function where it began; returns whether it is there already. */
    boolean started(CrossEntropy.Value start) {
        float[] inverse = new float[theta.length];
        for (int i = 0; i < inverse.length; i++) {
            inverse[i] = (float) (1 / Math.max(start.curvature()[i] + (i < penalised ? l2 : 0), SMALLEST_CURVATURE));
        }
        memory.precondition(inverse);
        value = penalise(start, theta);
        gradient = start.gradient();
        milestone = value;
        since = 0;
        steps = 0;
        turn();
        begun = left();
        return arrived();
    }

    /** Adds the penalty to a value and, in place, to its gradient. */
    private double penalise(CrossEntropy.Value at, float[] point) {
        double squares = 0;
        for (int i = 0; i < penalised; i++) {
            squares += (double) point[i] * point[i];
            at.gradient()[i] += (float) (l2 * point[i]);
        }
        return at.loss() + l2 / 2 * squares;
    }

    private void turn() {
        direction = memory.direction(gradient);
        slope = Lbfgs.dot(gradient, direction);
        length = 1;
    }

    /** Where it would go next. */
    CrossEntropy.Point trial() {
        trial = theta.clone();
        for (int i = 0; i < trial.length; i++) {
            trial[i] += (float) length * direction[i];
        }
        return new CrossEntropy.Point(learner, trial);
    }

    /** Goes there if that is far enough down, else will try half the way; returns whether it has arrived. */
    boolean tried(CrossEntropy.Value there) {
        double reached = penalise(there, trial);
        steps++;
        if (reached <= value + ARMIJO * length * slope + NOISE * Math.abs(value)) {
            memory.learn(difference(trial, theta), difference(there.gradient(), gradient));
            theta = trial;
            gradient = there.gradient();
            value = reached;
            turn();
        } else {
            length /= 2;
        }
        since++;
        if (value < milestone * (1 - STALL)) {
            milestone = value;
            since = 0;
        }
        return arrived();
    }

    private static float[] difference(float[] a, float[] b) {
        float[] difference = new float[a.length];
        for (int i = 0; i < a.length; i++) {
            difference[i] = a[i] - b[i];
        }
        return difference;
    }

    /** What is left to gain: half the slope along a Newton-like step. */
    private double left() {
        return Math.max(-slope / 2, Double.MIN_NORMAL);
    }

    private double goal() {
        return tolerance * Math.max(Math.abs(value), SMALL_LOSS);
    }

    private boolean arrived() {
        return left() <= goal() || length < SHORTEST || since > PATIENCE || steps >= MAX_STEPS;
    }

    /** How much of the way it has come, from 0 to 1: what is left shrinks by about the same factor in each step. */
    double progress() {
        double all = Math.log(begun / goal());
        return all <= 0 || arrived() ? 1 : Math.clamp(Math.log(begun / left()) / all, 0, 1);
    }

    /** Takes where it is for the optimum. */
    void rest() {
        lastButOne = last;
        last = new Optimum(Math.log(Math.max(l2, SMALLEST_PENALTY)), theta);
    }
}
