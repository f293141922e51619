package dev.headstart.solvers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.headstart.head.LinearHead;
import java.util.ArrayList;
import java.util.List;
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
            double scale = scale(of(rows, scope));
            return rows.learner().head(weight.mul(scale).toDoubleArray(), bias.mul(scale).toDoubleArray());
        }
    }

    /**
     * Some rows' scores.
     *
     * @param scores {@code [n, known]}
     * @param wanted what their mean under the probabilities should be, {@code [n, 1]}
     * @param share {@code [n, 1]}
     */
    private record Block(NDArray scores, NDArray wanted, NDArray share) {

        /** The loss's slope by the scale, and its curvature. */
        double[] slope(double at) {
            try (NDManager scope = scores.getManager().newSubManager()) {
                scope.tempAttachAll(scores, wanted, share);
                NDArray p = scores.mul(at).softmax(1);
                NDArray weighed = p.mul(scores);
                NDArray mean = weighed.sum(new int[]{1}, true);
                NDArray square = weighed.mul(scores).sum(new int[]{1}, true);
                return new double[]{mean.sub(wanted).mul(share).sum().getDouble(),
                    square.sub(mean.mul(mean)).mul(share).sum().getDouble()};
            }
        }
    }

    private List<Block> of(Rows rows, NDManager manager) {
        List<Block> blocks = new ArrayList<>();
        NDArray support = manager.create(IntStream.of(rows.learner().support()).asDoubleStream().toArray())
                .reshape(-1, 1);
        rows.forEach((block, members, shares) -> {
            NDArray scores = block.matMul(weight.transpose()).add(bias);
            NDArray ofLabel = members.matMul(support);
            NDArray wanted = scores.mul(members)
                    .sum(new int[]{1}, true)
                    .mul(ofLabel)
                    .add(scores.sum(new int[]{1}, true))
                    .div(ofLabel.add(rows.learner().known()));
            for (NDArray kept : List.of(scores, wanted, shares)) {
                kept.attach(manager);
            }
            blocks.add(new Block(scores, wanted, shares));
        });
        return blocks;
    }

    /** Where the loss's slope, which rises with the scale, is zero: Newton's steps, kept within a bracket. */
    private static double scale(List<Block> blocks) {
        double low = 0;
        double high = Double.POSITIVE_INFINITY;
        double at = 1;
        for (int step = 0; step < MAX_STEPS; step++) {
            double slope = 0;
            double curvature = 0;
            for (Block block : blocks) {
                double[] part = block.slope(at);
                slope += part[0];
                curvature += part[1];
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
