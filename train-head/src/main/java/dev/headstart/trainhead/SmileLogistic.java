package dev.headstart.trainhead;

import dev.headstart.head.LinearHead;
import smile.classification.LogisticRegression;
import smile.classification.LogisticRegression.Options;

/**
 * Smile's logistic regression. It fixes the last class (of two, the first) at zero and penalises the vectors of the others, so its
 * optimum is another than {@link SoftmaxRegression}'s. Its lambda weighs the sum over rows, not the mean.
 */
final class SmileLogistic {
    private static final double TOLERANCE = 1e-5;
    private static final int MAX_STEPS = 500;

    private SmileLogistic() {}

    static LinearHead fit(Samples train, int classes, double l2) {
        int dim = train.dimension();
        double[][] x = new double[train.size()][dim];
        for (int i = 0; i < x.length; i++) {
            for (int d = 0; d < dim; d++) {
                x[i][d] = train.embeddings().values()[train.offset(i) + d];
            }
        }
        Options options = new Options(l2 * train.size(), TOLERANCE, MAX_STEPS);
        LinearHead head = new LinearHead(new float[classes * dim], new float[classes]);
        if (classes == 2) {
            set(head, 1, LogisticRegression.binomial(x, train.labels(), options).coefficients(), dim);
        } else {
            double[][] coefficients = LogisticRegression.multinomial(x, train.labels(), options).coefficients();
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
