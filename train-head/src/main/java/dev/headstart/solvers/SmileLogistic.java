package dev.headstart.solvers;

import dev.headstart.head.LinearHead;
import dev.headstart.machine.ParallelStreams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import smile.classification.LogisticRegression;
import smile.classification.LogisticRegression.Options;

/**
 * Smile's logistic regression. It fixes the last class (of two, the first) at zero and penalises the vectors of the others, so its
 * optimum is another than {@link SoftmaxRegression}'s. Its lambda weighs the sum over rows, not the mean.
 */
public final class SmileLogistic implements Solver {
    private static final double TOLERANCE = 1e-5;
    private static final int MAX_STEPS = 500;

    @Override
    public void fit(Problem problem, List<Setting> settings, Sink sink) {
        try (Features features = Features.of(problem)) {
            for (int l = 0; l < problem.learners().size(); l++) {
                Learner learner = Learner.of(problem, l);
                double[][] x = rows(new Rows(features.x(), learner));
                for (int s = 0; s < settings.size(); s++) {
                    sink.accept(s, l, features.classifier(head(x, learner, settings.get(s).requirePenalty())));
                }
            }
        }
    }

    private static double[][] rows(Rows rows) {
        List<double[]> all = new ArrayList<>();
        int dim = rows.dimension();
        rows.forEach((block, _, _) -> {
            double[] values = block.toDoubleArray();
            for (int from = 0; from < values.length; from += dim) {
                all.add(Arrays.copyOfRange(values, from, from + dim));
            }
        });
        return all.toArray(double[][]::new);
    }

    private static LinearHead head(double[][] x, Learner learner, double l2) {
        return ParallelStreams.run(() -> fit(x, learner, l2));
    }

    private static LinearHead fit(double[][] x, Learner learner, double l2) {
        int dim = x[0].length;
        Options options = new Options(l2 * x.length, TOLERANCE, MAX_STEPS);
        double[][] coefficients = switch (learner.known()) {
            case 1 -> new double[0][];
            // Of two classes Smile gives the second's.
            case 2 -> new double[][]{new double[dim + 1],
                LogisticRegression.binomial(x, learner.labels(), options).coefficients()};
            default -> LogisticRegression.multinomial(x, learner.labels(), options).coefficients();
        };
        double[] weight = new double[learner.known() * dim];
        double[] bias = new double[learner.known()];
        for (int c = 0; c < coefficients.length; c++) {
            System.arraycopy(coefficients[c], 0, weight, c * dim, dim);
            bias[c] = coefficients[c][dim]; // the intercept is last
        }
        return learner.head(weight, bias);
    }
}
