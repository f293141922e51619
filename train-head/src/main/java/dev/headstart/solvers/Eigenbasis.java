package dev.headstart.solvers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.headstart.head.LinearHead;
import dev.headstart.torchscript.Eigen;
import java.io.IOException;
import java.util.function.BiConsumer;

/**
 * Features turned into the eigenbasis of their covariance, where a convex loss's curvature is nearly diagonal. With more features than
 * rows there are as many directions as rows: an optimum has no part outside them.
 *
 * @param features {@code [N, directions]}, centred
 * @param mean of the features as they came, {@code [1, dim]}
 * @param basis {@code [dim, directions]}
 * @param scale the largest eigenvalue
 */
record Eigenbasis(NDArray features, NDArray mean, NDArray basis, double scale) {
    /**
     * What is left of the largest eigenvalue in float64 where there is none. Where one dimension is a thousand times the others, all that
     * they say lies below a millionth of it.
     */
    private static final double NEGLIGIBLE = 1e-12;
    private static final double SHORTEST = 1e-30;
    private static final int BLOCK_NUMBERS = 1 << 21;

    /** @param x {@code [N, dim]}, given up: where there is room for the result, it is written there */
    static Eigenbasis of(NDArray x, Lanes lanes) throws IOException {
        NDManager manager = x.getManager();
        NDArray mean = x.mean(new int[]{0}, true);
        x.subi(mean);
        try (NDManager scope = manager.newSubManager()) {
            x.attach(scope);
            if (x.getShape().get(1) <= x.getShape().get(0)) {
                return turned(x, mean, lanes, manager);
            }
            return ofRows(x, mean, manager);
        }
    }

    /** By the Gram matrix of the rows, {@code x x^T = v l v^T}: along {@code x^T v / sqrt(l)} they lie at {@code v sqrt(l)}. */
    private static Eigenbasis ofRows(NDArray x, NDArray mean, NDManager manager) throws IOException {
        long rows = x.getShape().get(0);
        NDArray gram = x.getManager().zeros(new Shape(rows, rows), DataType.FLOAT64);
        forEachBlock(x, (block, _) -> gram.addi(block.matMul(block.transpose())));
        Eigen eigen = Eigen.of(gram);
        double[] values = eigen.values().toDoubleArray();
        String kept = firstAbove(values) + ":";
        NDArray vectors = eigen.vectors().get(new NDIndex(":, " + kept));
        // Where all rows are alike there is no direction; the one that is kept is zero.
        NDArray length = eigen.values().get(new NDIndex(kept)).maximum(SHORTEST).sqrt();
        NDArray towards = vectors.div(length);
        NDArray basis = manager.create(new Shape(x.getShape().get(1), towards.getShape().get(1)));
        forEachBlock(x, (block, columns) -> basis.set(new NDIndex(columns),
                block.transpose().matMul(towards).toType(DataType.FLOAT32, false)));
        NDArray features = vectors.mul(length).toType(DataType.FLOAT32, false);
        features.attach(manager);
        return new Eigenbasis(features, mean, basis, values[values.length - 1] / rows);
    }

    /** Some columns at a time, in float64. */
    private static void forEachBlock(NDArray x, BiConsumer<NDArray, String> sink) {
        long dim = x.getShape().get(1);
        long most = Math.max(1, BLOCK_NUMBERS / x.getShape().get(0));
        for (long from = 0; from < dim; from += most) {
            String columns = from + ":" + Math.min(from + most, dim);
            try (NDManager scope = x.getManager().newSubManager()) {
                scope.tempAttachAll(x);
                sink.accept(x.get(new NDIndex(":, " + columns)).toType(DataType.FLOAT64, false), columns);
            }
        }
    }

    private static Eigenbasis turned(NDArray x, NDArray mean, Lanes lanes, NDManager manager) throws IOException {
        try (FeatureProducts products = new FeatureProducts(x.getDevice(), lanes)) {
            Eigen eigen = Eigen.of(products.covariance(x));
            products.rotate(x, eigen.vectors());
            x.attach(manager);
            eigen.vectors().attach(manager);
            return new Eigenbasis(x, mean, eigen.vectors(), eigen.values().max().getFloat());
        }
    }

    private static int firstAbove(double[] ascending) {
        int first = 0;
        while (first < ascending.length - 1 && ascending[first] <= NEGLIGIBLE * ascending[ascending.length - 1]) {
            first++;
        }
        return first;
    }

    int directions() {
        return Math.toIntExact(basis.getShape().get(1));
    }

    /**
     * The head that takes the features as they came.
     *
     * @param theta {@code [directions + 1, classes]}, the last row the bias
     */
    LinearHead head(NDArray theta) {
        int directions = directions();
        try (NDManager scope = basis.getManager().newSubManager()) {
            scope.tempAttachAll(basis, mean, theta);
            NDArray weight = basis.matMul(theta.get(new NDIndex("0:" + directions))).transpose();
            NDArray bias = theta.get(new NDIndex(directions)).sub(weight.matMul(mean.transpose()).squeeze(1));
            return new LinearHead(weight.toFloatArray(), bias.toFloatArray(), false);
        }
    }
}
