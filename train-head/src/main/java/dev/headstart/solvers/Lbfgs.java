package dev.headstart.solvers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.ArrayDeque;
import java.util.Deque;

/** What L-BFGS remembers of a function, to say where to go next. */
final class Lbfgs {
    private final int memory;
    private final Moves moves;
    private final Deque<Pair> pairs = new ArrayDeque<>();

    /**
     * @param change of the gradient by a step
     * @param product of step and change, above {@link Float#MIN_NORMAL}
     */
    private record Pair(NDArray step, NDArray change, double product) implements AutoCloseable {
        @Override
        public void close() {
            step.close();
            change.close();
        }
    }

    /** @param memory pairs that are kept */
    Lbfgs(int memory, Moves moves) {
        this.memory = memory;
        this.moves = moves;
    }

    /**
     * Adds a multiple of the weights' squared norm to the function: its curvature is known, so what was learnt of the old function holds
     * for the new one.
     *
     * @param more curvature in each of these coordinates, of either sign
     */
    void bend(double more) {
        for (int i = pairs.size(); i > 0; i--) {
            Pair pair = pairs.removeFirst();
            add(pair.step, pair.change, moves.bend(pair.change, pair.step, more));
        }
    }

    /** Learns from a step that was taken and how the gradient changed by it; they are this memory's from here on. */
    void learn(NDArray step, NDArray change) {
        add(step, change, moves.product(step, change));
        if (pairs.size() > memory) {
            pairs.removeFirst().close();
        }
    }

    /** A pair without curvature, as far as float32 can say, says nothing. */
    private void add(NDArray step, NDArray change, double product) {
        Pair pair = new Pair(step, change, product);
        if (product > Float.MIN_NORMAL) {
            pairs.addLast(pair);
        } else {
            pair.close();
        }
    }

    /**
     * Where to go from a point with this gradient.
     *
     * @param inverse one over a guess at the curvature in each direction
     */
    NDArray direction(NDArray gradient, NDArray inverse) {
        return moves.direction(gradient, inverse, new NDList(pairs.stream().map(Pair::step).toList()),
                new NDList(pairs.stream().map(Pair::change).toList()),
                pairs.stream().mapToDouble(Pair::product).toArray());
    }
}
