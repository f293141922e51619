package dev.headstart.solvers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.types.Shape;
import dev.headstart.head.LinearHead;
import java.util.stream.IntStream;

/**
 * A Linear whose scores rank the classes that a learner knows, but are no log-odds: {@code weight [known, dim], bias [known]}, float64.
 */
record Scores(NDArray weight, NDArray bias) {
    private static final int MAX_STEPS = 100;
    private static final double TOLERANCE = 1e-10;

    /**
     * The head whose logits are the scores times one scale: that at which the cross-entropy over the learner's rows is least. Their targets
     * are smoothed (Platt, "Probabilistic Outputs for Support Vector Machines", 1999, section 2.2: of a class with {@code n} rows
     * {@code (n + 1) / (n + known)}), else nothing would hold the scale where the rows can be told apart.
     */
    LinearHead head(Rows rows) {
        try (NDManager scope = weight.getManager().newSubManager()) {
            scope.tempAttachAll(weight, bias);
            double scale = scale(of(rows, scope), rows.learner(), scope);
            return rows.learner().head(weight.mul(scale).toDoubleArray(), bias.mul(scale).toDoubleArray());
        }
    }

    /** {@code [n, known]} */
    private NDArray of(Rows rows, NDManager manager) {
        NDList blocks = new NDList();
        rows.forEach((block, _, _) -> {
            NDArray scores = block.matMul(weight.transpose()).add(bias);
            scores.attach(manager);
            blocks.add(scores);
        });
        return NDArrays.concat(blocks);
    }

    /** Where the loss's slope, which rises with the scale, is zero: Newton's steps, kept within a bracket. */
    private static double scale(NDArray scores, Learner learner, NDManager manager) {
        int n = learner.size();
        NDArray share = manager.create(learner.shares(), new Shape(n, 1));
        NDArray support = manager.create(
                IntStream.of(learner.labels()).mapToDouble(c -> learner.support()[c]).toArray(), new Shape(n, 1));
        NDArray label = manager.create(IntStream.of(learner.labels()).mapToLong(c -> c).toArray(), new Shape(n, 1));
        NDArray wanted = scores.gather(label, 1)
                .mul(support)
                .add(scores.sum(new int[]{1}, true))
                .div(support.add(learner.known()));
        double low = 0;
        double high = Double.POSITIVE_INFINITY;
        double at = 1;
        for (int step = 0; step < MAX_STEPS; step++) {
            double slope;
            double curvature;
            try (NDManager scope = manager.newSubManager()) {
                scope.tempAttachAll(scores, share, wanted);
                NDArray p = scores.mul(at).softmax(1);
                NDArray mean = p.mul(scores).sum(new int[]{1}, true);
                NDArray square = p.mul(scores).mul(scores).sum(new int[]{1}, true);
                slope = mean.sub(wanted).mul(share).sum().getDouble();
                curvature = square.sub(mean.mul(mean)).mul(share).sum().getDouble();
            }
            if (slope > 0) {
                high = at;
            } else {
                low = at;
            }
            double next = at - slope / curvature;
            if (!(next > low && next < high)) {
                next = high == Double.POSITIVE_INFINITY ? 4 * at : (low + high) / 2;
            }
            if (Math.abs(next - at) <= TOLERANCE * at || next > Float.MAX_VALUE || next < Float.MIN_NORMAL) {
                break;
            }
            at = next;
        }
        return at;
    }
}
