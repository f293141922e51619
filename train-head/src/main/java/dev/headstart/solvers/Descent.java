package dev.headstart.solvers;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/** One learner's way to its optimum, and on from there to the next penalty's. */
final class Descent {
    /** Below this, a penalty counts as this in drawing the path on. */
    static final double SMALLEST_PENALTY = 1e-12;

    private static final int MEMORY = 20;
    /** Floats that all learners may remember: a gigabyte. */
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

    private final int learner;
    private final Moves moves;
    private final Lbfgs memory;
    private NDArray theta;
    private NDArray gradient;
    private NDArray inverse;
    private NDArray direction;
    private double l2;
    private double tolerance;
    private double value;
    private double slope;
    /** What was left to gain at the start. */
    private double begun;
    private double length;
    private NDArray trial;
    private double milestone;
    private int since;
    private int steps;
    private @Nullable Optimum last;
    private @Nullable Optimum lastButOne;

    private record Optimum(double logPenalty, NDArray theta) {}

    /**
     * @param learners how many there are
     * @param start {@code [directions + 1, classes]}
     */
    Descent(int learner, int learners, NDArray start, Moves moves) {
        this.learner = learner;
        this.moves = moves;
        theta = start.duplicate();
        theta.attach(start.getManager().newSubManager());
        // Until it has started, one array stands for all.
        gradient = theta;
        inverse = theta;
        direction = theta;
        trial = theta;
        memory = new Lbfgs(Math.clamp(MOST_REMEMBERED / (2L * learners * start.size()), LEAST_MEMORY, MEMORY), moves);
    }

    /** {@code [directions + 1, classes]}. */
    NDArray theta() {
        return theta;
    }

    /** Goes on to another penalty, from where the two optima before point to. */
    CrossEntropy.Point begin(Stop stop) {
        memory.bend(stop.l2() - l2);
        l2 = stop.l2();
        tolerance = stop.tolerance();
        theta = drawnOn(Math.log(Math.max(l2, SMALLEST_PENALTY)));
        return new CrossEntropy.Point(learner, theta);
    }

    private NDArray drawnOn(double logPenalty) {
        if (last == null || lastButOne == null || last.logPenalty() == lastButOne.logPenalty()) {
            return theta.duplicate();
        }
        double part = (logPenalty - last.logPenalty()) / (last.logPenalty() - lastButOne.logPenalty());
        try (NDArray way = last.theta().sub(lastButOne.theta())) {
            return moves.along(last.theta(), way, part);
        }
    }

    /** Learns the function where it began; returns whether it is there already. */
    boolean started(CrossEntropy.Value start) {
        inverse.close();
        inverse = moves.inverse(start.curvature().orElseThrow(), l2);
        start.curvature().orElseThrow().close();
        value = penalise(start, theta);
        gradient.close();
        gradient = start.gradient();
        milestone = value;
        since = 0;
        steps = 0;
        turn();
        begun = left();
        return arrived();
    }

    /** Adds the penalty to a value and, in place, to its gradient. */
    private double penalise(CrossEntropy.Value at, NDArray point) {
        return at.loss() + l2 / 2 * moves.penalise(at.gradient(), point, l2);
    }

    private void turn() {
        direction.close();
        direction = memory.direction(gradient, inverse);
        slope = moves.product(gradient, direction);
        length = 1;
    }

    /** Where it would go next. */
    CrossEntropy.Point trial() {
        trial = moves.along(theta, direction, length);
        return new CrossEntropy.Point(learner, trial);
    }

    /** Goes there if that is far enough down, else will try half the way; returns whether it has arrived. */
    boolean tried(CrossEntropy.Value there) {
        double reached = penalise(there, trial);
        steps++;
        if (reached <= value + ARMIJO * length * slope + NOISE * Math.abs(value)) {
            memory.learn(trial.sub(theta), there.gradient().sub(gradient));
            theta.close();
            theta = trial;
            gradient.close();
            gradient = there.gradient();
            value = reached;
            turn();
        } else {
            trial.close();
            there.gradient().close();
            length /= 2;
        }
        since++;
        if (value < milestone * (1 - STALL)) {
            milestone = value;
            since = 0;
        }
        return arrived();
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
        if (lastButOne != null) {
            lastButOne.theta().close();
        }
        lastButOne = last;
        last = new Optimum(Math.log(Math.max(l2, SMALLEST_PENALTY)), theta);
    }
}
