package dev.headstart.solvers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The class whose mean is nearest. Of {@code -|x - m|^2}, what differs between classes is linear in {@code x}: {@code 2 m x - |m|^2},
 * and less so what the mean {@code g} of the classes' means would get: {@code 2 (m - g) x - (|m|^2 - |g|^2)}, numbers that float32 can hold
 * where the embeddings lie far from zero. There is no setting but one scale; balanced or not, a class's mean is the same.
 */
public final class NearestCentroid implements Solver {
    @Override
    public void fit(Problem problem, List<Setting> settings, Sink sink) {
        try (Features features = Features.of(problem)) {
            for (int l = 0; l < problem.learners().size(); l++) {
                Rows rows = new Rows(features.x(), Learner.of(problem, l));
                try (NDManager scope = features.manager().newSubManager()) {
                    NDArray means = means(rows, scope);
                    NDArray middle = means.mean(new int[]{0}, true);
                    NDArray apart = means.sub(middle);
                    Scores scores = new Scores(apart.mul(2), apart.mul(means.add(middle)).sum(new int[]{1}).neg());
                    LinearClassifier head = features.classifier(scores.head(rows));
                    for (int s = 0; s < settings.size(); s++) {
                        sink.accept(s, l, head);
                    }
                }
            }
        }
    }

    /** {@code [known, dim]} */
    private static NDArray means(Rows rows, NDManager manager) {
        Learner learner = rows.learner();
        NDArray sums = manager.zeros(new Shape(learner.known(), rows.dimension()), DataType.FLOAT64);
        rows.forEach((block, members, _) -> sums.addi(members.transpose().matMul(block)));
        double[] support = IntStream.of(learner.support()).asDoubleStream().toArray();
        return sums.divi(manager.create(support, new Shape(learner.known(), 1)));
    }
}
