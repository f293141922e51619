package dev.headstart.report;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import dev.headstart.torchscript.Eigen;
import java.io.IOException;
import java.util.stream.IntStream;

/** Principal directions, of a sample: its Gram matrix is small whatever the embeddings' dimension. */
final class Principal {
    private static final int SAMPLE = 1024;
    private static final double NEGLIGIBLE = 1e-5;
    private static final int BLOCK = 1024;

    private Principal() {}

    /** At most {@code count} of them, orthonormal, {@code [dim, count]}. */
    static NDArray of(NDManager manager, Directions directions, int count) throws IOException {
        try (NDManager scope = manager.newSubManager()) {
            int sampled = Math.min(directions.size(), SAMPLE);
            NDArray sample = directions.of(scope,
                    IntStream.range(0, sampled).map(i -> (int) ((long) i * directions.size() / sampled)).toArray());
            Eigen eigen = Eigen.of(sample.matMul(sample.transpose()));
            float[] values = eigen.values().toFloatArray();
            int first = Math.max(0, sampled - count);
            while (first < sampled - 1 && values[first] < NEGLIGIBLE * values[sampled - 1]) {
                first++;
            }
            NDArray length = eigen.values().get(new NDIndex(first + ":")).maximum(Float.MIN_NORMAL).sqrt();
            NDArray basis = sample.transpose()
                    .matMul(eigen.vectors().get(new NDIndex(":, " + first + ":")))
                    .div(length);
            basis.attach(manager);
            return basis;
        }
    }

    /** All directions on a basis, {@code [N, count]}. */
    static NDArray project(NDManager manager, Directions directions, NDArray basis) {
        int n = directions.size();
        NDArray projections = manager.create(new Shape(n, basis.getShape().get(1)));
        for (int from = 0; from < n; from += BLOCK) {
            int to = Math.min(from + BLOCK, n);
            try (NDManager scope = manager.newSubManager()) {
                scope.tempAttachAll(basis);
                projections.set(new NDIndex(from + ":" + to),
                        directions.of(scope, IntStream.range(from, to).toArray()).matMul(basis));
            }
        }
        return projections;
    }
}
