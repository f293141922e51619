package dev.headstart.solvers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/**
 * A learner's rows of a feature matrix, in float64 by the block. What is added up in float64 and then rounded to float32 does not show in
 * which order, and so on how many threads, it was added.
 *
 * @param features {@code [N, dim]}
 */
record Rows(NDArray features, Learner learner) {
    private static final int BLOCK_NUMBERS = 1 << 21;

    /** Takes a block; what it makes lives as long as the block unless it is attached elsewhere. */
    @FunctionalInterface
    interface Sink {
        /**
         * @param block {@code [n, dim]}
         * @param members one-hot classes, {@code [n, known]}
         * @param shares {@code [n, 1]}
         */
        void accept(NDArray block, NDArray members, NDArray shares);
    }

    int dimension() {
        return Math.toIntExact(features.getShape().get(1));
    }

    void forEach(Sink sink) {
        int most = Math.max(1, BLOCK_NUMBERS / Math.max(dimension(), learner.known()));
        for (int from = 0; from < learner.size(); from += most) {
            int to = Math.min(from + most, learner.size());
            try (NDManager scope = features.getManager().newSubManager()) {
                scope.tempAttachAll(features);
                NDArray index = scope.create(Arrays.copyOfRange(learner.seen(), from, to))
                        .toType(DataType.INT64, false);
                NDArray block = features.get(new NDIndex("{}", index)).toType(DataType.FLOAT64, false);
                sink.accept(block, oneHot(scope, from, to),
                        scope.create(Arrays.copyOfRange(learner.shares(), from, to), new Shape(to - from, 1)));
            }
        }
    }

    private NDArray oneHot(NDManager scope, int from, int to) {
        int k = learner.known();
        double[] members = new double[(to - from) * k];
        for (int i = from; i < to; i++) {
            members[(i - from) * k + learner.labels()[i]] = 1;
        }
        return scope.create(members, new Shape(to - from, k));
    }
}
