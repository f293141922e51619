package dev.headstart.solvers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import dev.headstart.head.LinearHead;
import dev.headstart.torchscript.Eigen;
import java.io.IOException;

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
    private static final float NEGLIGIBLE = 1e-7f;
    private static final float SHORTEST = 1e-30f;

    /** @param x {@code [N, dim]}, given up: where there is room for the result, it is written there */
    static Eigenbasis of(NDArray x, Lanes lanes) throws IOException {
        NDManager manager = x.getManager();
        long rows = x.getShape().get(0);
        long dim = x.getShape().get(1);
        NDArray mean = x.mean(new int[]{0}, true);
        x.subi(mean);
        try (NDManager scope = manager.newSubManager()) {
            x.attach(scope);
            if (dim <= rows) {
                return turned(x, mean, lanes, manager);
            }
            Eigen eigen = Eigen.of(x.matMul(x.transpose()).divi(rows));
            int first = firstAbove(eigen.values());
            // Where all rows are alike there is no direction; the one that is kept is zero.
            NDArray length = eigen.values().get(new NDIndex(first + ":")).mul(rows).maximum(SHORTEST).sqrt();
            NDArray basis = x.transpose().matMul(eigen.vectors().get(new NDIndex(":, " + first + ":"))).div(length);
            NDArray features = x.matMul(basis);
            basis.attach(manager);
            features.attach(manager);
            return new Eigenbasis(features, mean, basis, eigen.values().max().getFloat());
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

    private static int firstAbove(NDArray ascending) {
        float[] values = ascending.toFloatArray();
        int first = 0;
        while (first < values.length - 1 && values[first] <= NEGLIGIBLE * values[values.length - 1]) {
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
