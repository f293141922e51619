package dev.headstart.solvers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.headstart.torchscript.Eigen;
import java.io.IOException;
import java.util.List;

/**
 * One-vs-rest least squares: {@code 1/2 mean |y - W x - b|^2 + l2/2 |W|^2}, {@code y} one-hot, the bias free. Each learner's covariance,
 * or Gram matrix where it has fewer rows than there are features, is factorised once for all penalties.
 */
public final class Ridge implements Solver {
    /** What is left of the largest eigenvalue in float64 where there is none: such directions hold nothing to learn. */
    private static final double NEGLIGIBLE = 1e-12;

    /**
     * The weights at every penalty: {@code left (right / (values + l2))}, transposed.
     *
     * @param left {@code [dim, directions]}
     * @param values the covariance's eigenvalues, {@code [directions, 1]}
     * @param right {@code [directions, known]}
     * @param mean of the features, {@code [1, dim]}
     * @param rate how often each class comes, {@code [1, known]}
     */
    private record Factors(NDArray left, NDArray values, NDArray right, NDArray mean, NDArray rate) {
        Scores at(double l2) {
            NDArray weight = left.matMul(right.div(values.add(l2)));
            return new Scores(weight.transpose(), rate.sub(mean.matMul(weight)).squeeze(0));
        }
    }

    @Override
    public void fit(Problem problem, List<Setting> settings, Sink sink) throws IOException {
        try (Features features = Features.of(problem)) {
            for (int l = 0; l < problem.learners().size(); l++) {
                Rows rows = new Rows(features.x(), Learner.of(problem, l));
                try (NDManager scope = features.manager().newSubManager()) {
                    Factors factors = rows.dimension() <= rows.learner().size() ? covariance(rows, scope)
                            : gram(rows, scope);
                    for (int s = 0; s < settings.size(); s++) {
                        sink.accept(s, l, features.classifier(factors.at(settings.get(s).requirePenalty()).head(rows)));
                    }
                }
            }
        }
    }

    private static Factors covariance(Rows rows, NDManager scope) throws IOException {
        int dim = rows.dimension();
        int known = rows.learner().known();
        NDArray second = scope.zeros(new Shape(dim, dim), DataType.FLOAT64);
        NDArray cross = scope.zeros(new Shape(dim, known), DataType.FLOAT64);
        NDArray mean = scope.zeros(new Shape(1, dim), DataType.FLOAT64);
        NDArray rate = scope.zeros(new Shape(1, known), DataType.FLOAT64);
        rows.forEach((block, members, shares) -> {
            NDArray weighed = block.mul(shares).transpose();
            second.addi(weighed.matMul(block));
            cross.addi(weighed.matMul(members));
            mean.addi(block.mul(shares).sum(new int[]{0}, true));
            rate.addi(members.mul(shares).sum(new int[]{0}, true));
        });
        Eigen eigen = Eigen.of(second.subi(mean.transpose().matMul(mean)));
        String kept = kept(eigen);
        NDArray vectors = eigen.vectors().get(new NDIndex(":, " + kept));
        return new Factors(vectors, eigen.values().get(new NDIndex(kept)).reshape(-1, 1),
                vectors.transpose().matMul(cross.subi(mean.transpose().matMul(rate))), mean, rate);
    }

    private static Factors gram(Rows rows, NDManager scope) throws IOException {
        NDList features = new NDList();
        NDList classes = new NDList();
        rows.forEach((block, members, _) -> {
            block.attach(scope);
            members.attach(scope);
            features.add(block);
            classes.add(members);
        });
        NDArray share = scope.create(rows.learner().shares(), new Shape(rows.learner().size(), 1));
        NDArray root = share.sqrt();
        NDArray x = NDArrays.concat(features);
        NDArray y = NDArrays.concat(classes);
        NDArray mean = x.mul(share).sum(new int[]{0}, true);
        NDArray rate = y.mul(share).sum(new int[]{0}, true);
        x.subi(mean).muli(root);
        y.subi(rate).muli(root);
        Eigen eigen = Eigen.of(x.matMul(x.transpose()));
        String kept = kept(eigen);
        NDArray vectors = eigen.vectors().get(new NDIndex(":, " + kept));
        return new Factors(x.transpose().matMul(vectors), eigen.values().get(new NDIndex(kept)).reshape(-1, 1),
                vectors.transpose().matMul(y), mean, rate);
    }

    private static String kept(Eigen eigen) {
        double[] values = eigen.values().toDoubleArray();
        int first = 0;
        while (first < values.length - 1 && values[first] <= NEGLIGIBLE * values[values.length - 1]) {
            first++;
        }
        return first + ":";
    }
}
