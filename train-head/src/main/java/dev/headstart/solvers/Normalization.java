package dev.headstart.solvers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.headstart.head.LinearHead;
import java.util.Locale;

/** What is done to embeddings before a head learns from them; the head that comes out takes them as they are. */
public enum Normalization {
    NONE,
    /** Each embedding is scaled to length one. No Linear can do that, so the head's file says that it wants it. */
    L2,
    /** Each dimension is centred and scaled to variance one, over the rows that any learner sees; folded into weight and bias. */
    STANDARDIZE;

    /** A dimension that hardly varies is left at its scale. */
    private static final float SMALLEST = 1e-6f;

    /**
     * @param shift subtracted from each dimension, {@code [dim]}
     * @param scale then divided by, {@code [dim]}
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Scaling(float[] shift, float[] scale) {}

    /**
     * Normalises in place.
     *
     * @param x {@code [N, dim]}
     * @return what a head's fold needs
     */
    Scaling apply(NDArray x) {
        int dim = Math.toIntExact(x.getShape().get(1));
        Scaling scaling = new Scaling(new float[dim], ones(dim));
        try (NDManager scope = x.getManager().newSubManager()) {
            scope.tempAttachAll(x);
            switch (this) {
                case NONE -> {
                }
                case L2 -> x.divi(lengths(x));
                case STANDARDIZE -> {
                    NDArray mean = x.mean(new int[]{0});
                    x.subi(mean);
                    NDArray deviation = x.square().mean(new int[]{0}).sqrt();
                    scaling = new Scaling(mean.toFloatArray(), atLeastSmallest(deviation.toFloatArray()));
                    x.divi(scope.create(scaling.scale(), new Shape(1, dim)));
                }
            }
        }
        return scaling;
    }

    /** The head that does to raw embeddings what this one does to normalised ones. */
    LinearHead fold(LinearHead head, Scaling scaling) {
        if (this == NONE) {
            return head;
        }
        int dim = head.dimension();
        float[] weight = head.weight().clone();
        float[] bias = head.bias().clone();
        for (int c = 0; c < bias.length; c++) {
            double shifted = bias[c];
            for (int d = 0; d < dim; d++) {
                int i = c * dim + d;
                weight[i] /= scaling.scale()[d];
                shifted -= (double) weight[i] * scaling.shift()[d];
            }
            bias[c] = (float) shifted;
        }
        return new LinearHead(weight, bias, this == L2);
    }

    static NDArray unitLength(NDArray x) {
        return x.div(lengths(x));
    }

    private static NDArray lengths(NDArray x) {
        return x.square().sum(new int[]{1}, true).sqrt().maximum(LinearHead.SHORTEST);
    }

    private static float[] ones(int n) {
        float[] ones = new float[n];
        java.util.Arrays.fill(ones, 1);
        return ones;
    }

    private static float[] atLeastSmallest(float[] deviation) {
        for (int d = 0; d < deviation.length; d++) {
            deviation[d] = deviation[d] < SMALLEST ? 1 : deviation[d];
        }
        return deviation;
    }

    /** As options write it: in lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
