package dev.headstart.solvers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import dev.headstart.head.LinearHead;
import dev.headstart.torchscript.Eigen;
import dev.headstart.torchscript.TorchFunction;
import java.io.IOException;
import java.util.Optional;

/**
 * Features turned into the eigenbasis of their covariance, where a convex loss's curvature is nearly diagonal. With more features than
 * rows there are as many directions as rows: an optimum has no part outside them.
 *
 * @param features {@code [N, directions + 1]}, centred, the last column ones
 * @param mean of the features as they came, {@code [1, dim]}
 * @param basis {@code [dim, directions]}
 * @param scale the largest eigenvalue
 */
record Eigenbasis(NDArray features, NDArray mean, NDArray basis, double scale) {
    private static final float NEGLIGIBLE = 1e-7f;

    /** @param x {@code [N, dim]}; it is closed. What is made of it lives as long as its manager */
    static Eigenbasis of(NDArray x, Lanes lanes) throws IOException {
        NDManager manager = x.getManager();
        long rows = x.getShape().get(0);
        long dim = x.getShape().get(1);
        NDArray mean = x.mean(new int[]{0}, true);
        try (NDManager scope = manager.newSubManager()) {
            x.attach(scope);
            scope.tempAttachAll(mean);
            x.subi(mean);
            Eigen eigen = Eigen.of((dim <= rows ? gram(x, lanes) : x.matMul(x.transpose())).divi(rows));
            NDArray basis = eigen.vectors();
            if (dim > rows) {
                int first = firstAbove(eigen.values());
                NDArray length = eigen.values().get(new NDIndex(first + ":")).mul(rows).sqrt();
                basis = x.transpose().matMul(eigen.vectors().get(new NDIndex(":, " + first + ":"))).div(length);
            }
            NDArray features = rotate(x, basis, lanes);
            basis.attach(manager);
            features.attach(manager);
            return new Eigenbasis(features, mean, basis, eigen.values().max().getFloat());
        }
    }

    /** {@code x^T x}. */
    private static NDArray gram(NDArray x, Lanes lanes) {
        return lanes.run(lane -> part(x, lane).map(p -> p.transpose().matMul(p)))
                .stream()
                .flatMap(Optional::stream)
                .reduce(NDArray::addi)
                .orElseThrow();
    }

    private static NDArray rotate(NDArray x, NDArray basis, Lanes lanes) throws IOException {
        NDManager manager = x.getManager();
        NDArray rotated = manager.create(new Shape(x.getShape().get(0), basis.getShape().get(1) + 1));
        try (TorchFunction into = TorchFunction.of("x: Tensor, basis: Tensor, to: Tensor", "Tensor", """
                d = torch.size(basis, 1)
                rows = torch.mm(x, basis)
                copied = torch.copy_(torch.slice(to, 1, 0, d), rows)
                ones = torch.fill_(torch.select(to, 1, d), 1.)
                return torch.select(ones, 0, 0)
                """)) {
            lanes.run(lane -> {
                part(x, lane).ifPresent(p -> into.call(manager, p, basis, part(rotated, lane).orElseThrow()).close());
                return lane;
            });
        }
        return rotated;
    }

    /** A lane's share of the rows; a view. */
    private static Optional<NDArray> part(NDArray x, int lane) {
        long rows = x.getShape().get(0);
        long from = rows * lane / Lanes.COUNT;
        long to = rows * (lane + 1) / Lanes.COUNT;
        return from == to ? Optional.empty() : Optional.of(x.get(new NDIndex(from + ":" + to)));
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
    LinearHead head(float[] theta, int classes) {
        int directions = directions();
        try (NDManager scope = basis.getManager().newSubManager()) {
            scope.tempAttachAll(basis, mean);
            NDArray all = scope.create(theta, new Shape(directions + 1, classes));
            NDArray weight = basis.matMul(all.get(new NDIndex("0:" + directions))).transpose();
            NDArray bias = all.get(new NDIndex(directions)).sub(weight.matMul(mean.transpose()).squeeze(1));
            return new LinearHead(weight.toFloatArray(), bias.toFloatArray(), false);
        }
    }
}
