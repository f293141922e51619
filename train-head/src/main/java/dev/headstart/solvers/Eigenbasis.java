package dev.headstart.solvers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.headstart.head.LinearHead;
import dev.headstart.torchscript.Eigen;
import dev.headstart.torchscript.Floats;
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
    /** Down to this part of the largest, float32 knows eigenvalues to a hundredth. */
    private static final double KNOWN = 1e-5;
    /** What is left of the largest eigenvalue in float64 where there is none. */
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
        Eigen eigen = Eigen.of(gram(x, DataType.FLOAT32));
        double[] values = eigen.values().toType(DataType.FLOAT64, false).toDoubleArray();
        int first = firstAbove(KNOWN, values);
        // Of centred rows one direction is nothing. More, and one dimension may be so large that it hides what the others say; float64
        // takes twice the time.
        if (first > 1) {
            eigen = Eigen.of(gram(x, DataType.FLOAT64));
            values = eigen.values().toDoubleArray();
            first = firstAbove(NEGLIGIBLE, values);
        }
        String kept = first + ":";
        NDArray vectors = eigen.vectors().get(new NDIndex(":, " + kept));
        // Where all rows are alike there is no direction; the one that is kept is zero.
        NDArray length = eigen.values().get(new NDIndex(kept)).maximum(SHORTEST).sqrt();
        NDArray towards = vectors.div(length);
        NDArray basis = manager.create(new Shape(x.getShape().get(1), towards.getShape().get(1)));
        forEachBlock(x, towards.getDataType(), (block, columns) -> basis.set(new NDIndex(columns),
                block.transpose().matMul(towards).toType(DataType.FLOAT32, false)));
        NDArray features = vectors.mul(length).toType(DataType.FLOAT32, false);
        features.attach(manager);
        return new Eigenbasis(features, mean, basis, values[values.length - 1] / x.getShape().get(0));
    }

    private static NDArray gram(NDArray x, DataType type) {
        long rows = x.getShape().get(0);
        NDArray gram = x.getManager().zeros(new Shape(rows, rows), type);
        forEachBlock(x, type, (block, _) -> gram.addi(block.matMul(block.transpose())));
        return gram;
    }

    /** Some columns at a time, lest all are there in float64. */
    private static void forEachBlock(NDArray x, DataType type, BiConsumer<NDArray, String> sink) {
        long dim = x.getShape().get(1);
        long most = Math.max(1, BLOCK_NUMBERS / x.getShape().get(0));
        for (long from = 0; from < dim; from += most) {
            String columns = from + ":" + Math.min(from + most, dim);
            try (NDManager scope = x.getManager().newSubManager()) {
                scope.tempAttachAll(x);
                sink.accept(x.get(new NDIndex(":, " + columns)).toType(type, false), columns);
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

    private static int firstAbove(double part, double[] ascending) {
        int first = 0;
        while (first < ascending.length - 1 && ascending[first] <= part * ascending[ascending.length - 1]) {
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
            return new LinearHead(new Floats().array(weight), bias.toFloatArray(), false);
        }
    }
}
