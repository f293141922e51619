package dev.headstart.solvers;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * L-BFGS's two loops (Nocedal and Wright, "Numerical Optimization", algorithm 7.4) around a diagonal preconditioner. Vectors have one
 * length throughout.
 */
final class Lbfgs {
    private final int memory;
    private final Deque<Pair> pairs = new ArrayDeque<>();
    private float[] inverse;

    /** @param product of step and change, positive */
    @SuppressWarnings("ArrayRecordComponent") // private, never compared
    private record Pair(float[] step, float[] change, double product) {}

    /**
     * @param memory pairs that are kept
     * @param inverse one over a guess at the curvature in each direction
     */
    Lbfgs(int memory, float[] inverse) {
        this.memory = memory;
        this.inverse = inverse;
    }

    /** Takes another guess at the curvature. */
    void precondition(float[] newInverse) {
        inverse = newInverse;
    }

    /**
     * Adds a multiple of the squared norm of the first coordinates to the function: its curvature is known, so what was learnt of the old
     * function holds for the new one.
     *
     * @param more curvature in each of these coordinates, of either sign
     */
    void bend(double more, int coordinates) {
        Deque<Pair> bent = new ArrayDeque<>();
        for (Pair pair : pairs) {
            float[] change = pair.change.clone();
            for (int i = 0; i < coordinates; i++) {
                change[i] += (float) (more * pair.step[i]);
            }
            add(bent, pair.step, change);
        }
        pairs.clear();
        pairs.addAll(bent);
    }

    /** Learns from a step that was taken and how the gradient changed by it. */
    void learn(float[] step, float[] change) {
        add(pairs, step, change);
        if (pairs.size() > memory) {
            pairs.removeFirst();
        }
    }

    /** A pair without curvature says nothing. */
    private static void add(Deque<Pair> to, float[] step, float[] change) {
        double product = dot(step, change);
        if (product > 0) {
            to.addLast(new Pair(step, change, product));
        }
    }

    /** Where to go from a point with this gradient. */
    float[] direction(float[] gradient) {
        float[] q = gradient.clone();
        double[] alpha = new double[pairs.size()];
        int i = alpha.length;
        for (Iterator<Pair> newest = pairs.descendingIterator(); newest.hasNext();) {
            Pair pair = newest.next();
            alpha[--i] = dot(pair.step, q) / pair.product;
            add(q, pair.change, -alpha[i]);
        }
        float scale = pairs.isEmpty() ? 1 : (float) scale(pairs.getLast());
        for (int j = 0; j < q.length; j++) {
            q[j] *= inverse[j] * scale;
        }
        for (Pair pair : pairs) {
            double beta = dot(pair.change, q) / pair.product;
            add(q, pair.step, alpha[i++] - beta);
        }
        for (int j = 0; j < q.length; j++) {
            q[j] = -q[j];
        }
        return q;
    }

    private double scale(Pair pair) {
        double weighted = 0;
        for (int j = 0; j < inverse.length; j++) {
            weighted += (double) pair.change[j] * inverse[j] * pair.change[j];
        }
        return pair.product / weighted;
    }

    private static void add(float[] to, float[] what, double times) {
        float factor = (float) times;
        for (int j = 0; j < to.length; j++) {
            to[j] += factor * what[j];
        }
    }

    /** In float64; four sums, because a single one would wait for itself. */
    static double dot(float[] a, float[] b) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int whole = a.length - a.length % 4;
        for (int j = 0; j < whole; j += 4) {
            s0 += (double) a[j] * b[j];
            s1 += (double) a[j + 1] * b[j + 1];
            s2 += (double) a[j + 2] * b[j + 2];
            s3 += (double) a[j + 3] * b[j + 3];
        }
        for (int j = whole; j < a.length; j++) {
            s0 += (double) a[j] * b[j];
        }
        return s0 + s1 + (s2 + s3);
    }
}
