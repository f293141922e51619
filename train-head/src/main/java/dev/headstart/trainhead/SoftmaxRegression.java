package dev.headstart.trainhead;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.headstart.head.LinearHead;
import dev.headstart.torchscript.Eigen;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Softmax regression to its optimum: {@code mean cross-entropy + l2/2 |W|^2}, the bias free. Every penalty and fold of a sweep is a member of
 * one block problem: a step reads the features once for all of them, and members that have converged drop out.
 *
 * <p>The features are centred and turned into the eigenbasis of their covariance, where the objective's curvature is bounded by a diagonal,
 * {@code eigenvalue / 2 + l2} (Boehning, "Multinomial logistic regression algorithm", 1992). That bound preconditions L-BFGS steps; with
 * more features than rows the basis has as many directions as rows, for the optimum has no part outside them.
 */
final class SoftmaxRegression implements AutoCloseable {
    private static final int MAX_STEPS = 1000;
    private static final double TOLERANCE = 1e-8;
    private static final double NEGLIGIBLE = 1e-7;
    /** A member whose value has not gone down by this part of it in as many steps has met float32's noise. */
    private static final double STALL = 1e-7;
    private static final int PATIENCE = 10;
    /** Bytes of logits that a step may hold at a time; members beyond that wait. */
    private static final long LOGITS = 256L << 20;

    private final NDManager manager = NDManager.newBaseManager();
    private final int classes;
    private final int rows;
    /** {@code [rows, directions + 1]}, the last column ones. */
    private final NDArray features;
    /** {@code [rows, 1, classes]}. */
    private final NDArray labels;
    private final NDArray mean;
    /** {@code [dim, directions]}. */
    private final NDArray basis;
    /** {@code [directions + 1]}. */
    private final float[] curvature;

    /**
     * A problem of the block.
     *
     * @param rows indexes of the samples it learns from
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Member(double l2, int[] rows) {}

    SoftmaxRegression(Samples samples, int classes) throws IOException {
        this.classes = classes;
        rows = samples.size();
        int dim = samples.dimension();
        NDArray x = features(samples);
        mean = x.mean(new int[]{0}, true);
        x.subi(mean);
        NDArray spread;
        if (dim <= rows) {
            Eigen eigen = Eigen.of(x.transpose().matMul(x).div(rows));
            spread = eigen.values().maximum(0);
            basis = eigen.vectors();
        } else {
            Eigen eigen = Eigen.of(x.matMul(x.transpose()).div(rows));
            int first = firstAbove(eigen.values());
            spread = eigen.values().get(new NDIndex(first + ":"));
            NDArray length = spread.mul(rows).sqrt();
            basis = x.transpose().matMul(eigen.vectors().get(new NDIndex(":, " + first + ":"))).div(length);
        }
        features = x.matMul(basis).concat(manager.ones(new Shape(rows, 1)), 1);
        x.close();
        float[] eigenvalues = spread.toFloatArray();
        curvature = Arrays.copyOf(eigenvalues, eigenvalues.length + 1);
        curvature[eigenvalues.length] = 1;
        labels = oneHot(samples);
    }

    private NDArray features(Samples samples) {
        int dim = samples.dimension();
        ByteBuffer bytes = manager.allocateDirect(Math.multiplyExact(Math.multiplyExact(rows, dim), Float.BYTES));
        FloatBuffer floats = bytes.asFloatBuffer();
        for (int i = 0; i < rows; i++) {
            floats.put(i * dim, samples.embeddings().values(), samples.offset(i), dim);
        }
        return manager.create(bytes, new Shape(rows, dim), DataType.FLOAT32);
    }

    private NDArray oneHot(Samples samples) {
        float[] y = new float[rows * classes];
        for (int i = 0; i < rows; i++) {
            y[i * classes + samples.labels()[i]] = 1;
        }
        return manager.create(y, new Shape(rows, 1, classes));
    }

    private static int firstAbove(NDArray ascending) {
        float[] values = ascending.toFloatArray();
        int first = 0;
        while (first < values.length - 1 && values[first] <= NEGLIGIBLE * values[values.length - 1]) {
            first++;
        }
        return first;
    }

    /**
     * Fits every member.
     *
     * @param done told how many more are, as they are
     */
    List<LinearHead> fit(List<Member> members, IntConsumer done) {
        int together = Math.clamp(LOGITS / ((long) rows * classes * Float.BYTES), 1, members.size());
        List<LinearHead> heads = new ArrayList<>();
        for (int from = 0; from < members.size(); from += together) {
            List<Member> part = members.subList(from, Math.min(from + together, members.size()));
            heads.addAll(fitTogether(part, done));
        }
        return heads;
    }

    private List<LinearHead> fitTogether(List<Member> members, IntConsumer done) {
        LinearHead[] heads = new LinearHead[members.size()];
        List<Integer> active = new ArrayList<>();
        for (int m = 0; m < heads.length; m++) {
            active.add(m);
        }
        try (Block block = new Block(members)) {
            for (int step = 0; step < MAX_STEPS && !active.isEmpty(); step++) {
                block.step();
                List<Integer> stay = new ArrayList<>();
                for (int i = 0; i < active.size(); i++) {
                    if (block.converged(i) || step == MAX_STEPS - 1) {
                        heads[active.get(i)] = head(block.theta.get(new NDIndex(":, " + i)));
                    } else {
                        stay.add(i);
                    }
                }
                if (stay.size() < active.size()) {
                    done.accept(active.size() - stay.size());
                    active = new ArrayList<>(stay.stream().map(active::get).toList());
                    block.keep(stay);
                }
            }
        }
        return List.of(heads);
    }

    /** @param theta {@code [directions + 1, classes]} */
    private LinearHead head(NDArray theta) {
        int directions = curvature.length - 1;
        try (NDManager scope = manager.newSubManager()) {
            scope.tempAttachAll(basis, mean);
            theta.attach(scope);
            NDArray weight = basis.matMul(theta.get(new NDIndex("0:" + directions))).transpose();
            NDArray bias = theta.get(new NDIndex(directions)).sub(weight.matMul(mean.transpose()).squeeze(1));
            return new LinearHead(weight.toFloatArray(), bias.toFloatArray());
        }
    }

    @Override
    public void close() {
        manager.close();
    }

    /** The members that have not converged: tensors are {@code [directions + 1, members, classes]}. */
    private final class Block implements AutoCloseable {
        private static final int MEMORY = 8;
        private static final double ARMIJO = 1e-4;
        private static final double NOISE = 3e-7;
        private static final double SHORTEST = 1e-6;

        private final NDManager scope = manager.newSubManager();
        private final List<NDArray> steps = new ArrayList<>();
        private final List<NDArray> changes = new ArrayList<>();
        private NDArray theta;
        private NDArray gradient;
        private NDArray direction;
        /** {@code [rows, members]}: one over the number of rows that a member learns from, or 0. */
        private NDArray share;
        private NDArray penalty;
        private NDArray preconditioner;
        private double[] value;
        private double[] slope;
        private double[] length;
        private double[] milestone;
        private int[] since;

        private Block(List<Member> members) {
            int m = members.size();
            int d = curvature.length;
            float[] shares = new float[rows * m];
            float[] penalties = new float[d * m];
            float[] inverse = new float[d * m];
            for (int i = 0; i < m; i++) {
                for (int row : members.get(i).rows()) {
                    shares[row * m + i] = 1f / members.get(i).rows().length;
                }
                for (int j = 0; j < d; j++) {
                    double l2 = j == d - 1 ? 0 : members.get(i).l2();
                    penalties[j * m + i] = (float) l2;
                    inverse[j * m + i] = (float) (1 / Math.max(curvature[j] / 2 + l2, NEGLIGIBLE));
                }
            }
            share = scope.create(shares, new Shape(rows, m));
            penalty = scope.create(penalties, new Shape(d, m, 1));
            preconditioner = scope.create(inverse, new Shape(d, m, 1));
            theta = scope.zeros(new Shape(d, m, classes));
            Evaluation start = evaluate(theta);
            gradient = start.gradient;
            value = start.value;
            direction = gradient.mul(preconditioner).neg();
            slope = dot(gradient, direction);
            length = new double[m];
            Arrays.fill(length, 1);
            milestone = value.clone();
            since = new int[m];
        }

        @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
        private record Evaluation(double[] value, NDArray gradient) {}

        private Evaluation evaluate(NDArray at) {
            long d = curvature.length;
            long m = at.getShape().get(1);
            try (NDManager temporary = scope.newSubManager()) {
                temporary.tempAttachAll(features, labels, share, penalty, at);
                NDArray logProbabilities = features.matMul(at.reshape(d, m * classes))
                        .reshape(rows, m, classes)
                        .logSoftmax(2);
                double[] entropy = logProbabilities.mul(labels)
                        .sum(new int[]{2})
                        .muli(share)
                        .neg()
                        .toType(DataType.FLOAT64, false)
                        .sum(new int[]{0})
                        .toDoubleArray();
                NDArray residual = logProbabilities.exp().subi(labels).muli(share.reshape(rows, m, 1));
                NDArray shrink = at.mul(penalty);
                double[] squares = dot(at, shrink);
                for (int i = 0; i < entropy.length; i++) {
                    entropy[i] += squares[i] / 2;
                }
                NDArray sum = features.transpose()
                        .matMul(residual.reshape(rows, m * classes))
                        .reshape(d, m, classes)
                        .add(shrink);
                sum.attach(scope);
                return new Evaluation(entropy, sum);
            }
        }

        /** Tries each member's step; those that go down far enough are taken, the others are halved for next time. */
        private void step() {
            try (NDManager temporary = scope.newSubManager()) {
                NDArray candidate = theta.add(direction.mul(perMember(length, temporary)));
                candidate.attach(temporary);
                Evaluation there = evaluate(candidate);
                there.gradient.attach(temporary);
                boolean[] taken = new boolean[value.length];
                double[] mask = new double[value.length];
                for (int i = 0; i < taken.length; i++) {
                    taken[i] = there.value[i] <= value[i] + ARMIJO * length[i] * slope[i] + NOISE * Math.abs(value[i]);
                    mask[i] = taken[i] ? 1 : 0;
                }
                NDArray take = perMember(mask, temporary);
                NDArray moved = candidate.sub(theta).muli(take);
                NDArray change = there.gradient.sub(gradient).muli(take);
                theta.addi(moved);
                gradient.addi(change);
                remember(moved, change);
                NDArray next = quasiNewton(temporary);
                double[] nextSlope = dot(gradient, next);
                direction.muli(take.neg().add(1)).addi(next.muli(take));
                for (int i = 0; i < taken.length; i++) {
                    if (taken[i]) {
                        value[i] = there.value[i];
                        slope[i] = nextSlope[i];
                        length[i] = 1;
                    } else {
                        length[i] /= 2;
                    }
                    since[i]++;
                    if (value[i] < milestone[i] * (1 - STALL)) {
                        milestone[i] = value[i];
                        since[i] = 0;
                    }
                }
            }
        }

        /** Half the slope along a Newton-like step is what is left to gain. */
        private boolean converged(int i) {
            return -slope[i] / 2 <= TOLERANCE * Math.abs(value[i]) || length[i] < SHORTEST || since[i] > PATIENCE;
        }

        private void remember(NDArray step, NDArray change) {
            step.attach(scope);
            change.attach(scope);
            steps.add(step);
            changes.add(change);
            if (steps.size() > MEMORY) {
                steps.removeFirst().close();
                changes.removeFirst().close();
            }
        }

        /** L-BFGS's two loops (Nocedal and Wright, algorithm 7.4), the bound on the curvature in the middle. */
        private NDArray quasiNewton(NDManager temporary) {
            NDArray q = gradient.duplicate();
            q.attach(temporary);
            int n = steps.size();
            double[][] alpha = new double[n][];
            double[][] product = new double[n][];
            for (int i = n - 1; i >= 0; i--) {
                product[i] = dot(steps.get(i), changes.get(i));
                alpha[i] = ratio(dot(steps.get(i), q), product[i]);
                subtract(q, changes.get(i), alpha[i]);
            }
            NDArray weighted = changes.getLast().mul(preconditioner);
            weighted.attach(temporary);
            double[] scale = ratio(product[n - 1], dot(changes.getLast(), weighted));
            for (int i = 0; i < scale.length; i++) {
                scale[i] = scale[i] > 0 ? scale[i] : 1;
            }
            q.muli(preconditioner).muli(perMember(scale, temporary));
            for (int i = 0; i < n; i++) {
                double[] beta = ratio(dot(changes.get(i), q), product[i]);
                for (int j = 0; j < beta.length; j++) {
                    beta[j] -= alpha[i][j];
                }
                subtract(q, steps.get(i), beta);
            }
            return q.neg();
        }

        private void subtract(NDArray from, NDArray what, double[] times) {
            try (NDManager temporary = scope.newSubManager()) {
                NDArray part = what.mul(perMember(times, temporary));
                part.attach(temporary);
                from.subi(part);
            }
        }

        /** Pairs without curvature, those of members that did not move among them, count for nothing. */
        private static double[] ratio(double[] a, double[] b) {
            double[] r = new double[a.length];
            for (int i = 0; i < r.length; i++) {
                r[i] = b[i] > 0 ? a[i] / b[i] : 0;
            }
            return r;
        }

        private double[] dot(NDArray a, NDArray b) {
            try (NDManager temporary = scope.newSubManager()) {
                NDArray product = a.mul(b);
                product.attach(temporary);
                return product.sum(new int[]{2}).toType(DataType.FLOAT64, false).sum(new int[]{0}).toDoubleArray();
            }
        }

        private NDArray perMember(double[] values, NDManager to) {
            float[] floats = new float[values.length];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = (float) values[i];
            }
            return to.create(floats, new Shape(1, floats.length, 1));
        }

        /** Drops all members but these. */
        private void keep(List<Integer> members) {
            if (members.isEmpty()) {
                return;
            }
            theta = select(theta, members);
            gradient = select(gradient, members);
            direction = select(direction, members);
            penalty = select(penalty, members);
            preconditioner = select(preconditioner, members);
            share = select(share, members);
            steps.replaceAll(a -> select(a, members));
            changes.replaceAll(a -> select(a, members));
            value = members.stream().mapToDouble(i -> value[i]).toArray();
            slope = members.stream().mapToDouble(i -> slope[i]).toArray();
            length = members.stream().mapToDouble(i -> length[i]).toArray();
            milestone = members.stream().mapToDouble(i -> milestone[i]).toArray();
            since = members.stream().mapToInt(i -> since[i]).toArray();
        }

        private NDArray select(NDArray from, List<Integer> members) {
            try (NDManager temporary = scope.newSubManager()) {
                from.attach(temporary);
                NDList parts = new NDList();
                for (int i : members) {
                    parts.add(from.get(new NDIndex(":, " + i + ":" + (i + 1))));
                }
                NDArray selected = NDArrays.concat(parts, 1);
                selected.attach(scope);
                return selected;
            }
        }

        @Override
        public void close() {
            scope.close();
        }
    }
}
