package dev.headstart.solvers;

import dev.headstart.head.LinearHead;
import java.util.List;
import java.util.stream.IntStream;
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
        int dim = problem.samples().dimension();
        try (Features features = Features.of(problem)) {
            float[] all = features.x().toFloatArray();
            for (int l = 0; l < problem.learners().size(); l++) {
                int[] seen = problem.learners().get(l);
                double[][] x = new double[seen.length][dim];
                for (int i = 0; i < x.length; i++) {
                    for (int d = 0; d < dim; d++) {
                        x[i][d] = all[seen[i] * dim + d];
                    }
                }
                int[] y = IntStream.of(seen).map(i -> problem.samples().labels()[i]).toArray();
                for (int s = 0; s < settings.size(); s++) {
                    LinearHead head = fit(x, y, problem.classes(), settings.get(s).requirePenalty());
                    sink.accept(s, l, features.classifier(head));
                }
            }
        }
    }

    private static LinearHead fit(double[][] x, int[] y, int classes, double l2) {
        int dim = x[0].length;
        Options options = new Options(l2 * x.length, TOLERANCE, MAX_STEPS);
        LinearHead head = new LinearHead(new float[classes * dim], new float[classes], false);
        if (classes == 2) {
            set(head, 1, LogisticRegression.binomial(x, y, options).coefficients(), dim);
        } else {
            double[][] coefficients = LogisticRegression.multinomial(x, y, options).coefficients();
            for (int c = 0; c < coefficients.length; c++) {
                set(head, c, coefficients[c], dim);
            }
        }
        return head;
    }

    /** @param coefficients {@code [dim + 1]}, the intercept last */
    private static void set(LinearHead head, int c, double[] coefficients, int dim) {
        for (int d = 0; d < dim; d++) {
            head.weight()[c * dim + d] = (float) coefficients[d];
        }
        head.bias()[c] = (float) coefficients[dim];
    }
}
