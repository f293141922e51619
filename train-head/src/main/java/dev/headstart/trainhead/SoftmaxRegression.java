package dev.headstart.trainhead;

import dev.headstart.head.LinearHead;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.util.Arrays;
import smile.math.BFGS;
import smile.util.function.DifferentiableMultivariateFunction;

/**
 * Softmax regression to its optimum: L-BFGS steps (Smile's) over an objective evaluated on DJL tensors. The features are centred, which
 * takes the bias out of the way of the weights; the saved bias undoes it.
 */
final class SoftmaxRegression {
    private static final int MEMORY = 10;
    private static final double GRADIENT_TOLERANCE = 1e-5;
    private static final int MAX_STEPS = 1000;

    private SoftmaxRegression() {}

    static LinearHead fit(Samples train, int classes, double l2) {
        int dim = train.dimension();
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = features(manager, train);
            NDArray mean = x.mean(new int[]{0}, true);
            Objective objective = new Objective(manager, x.subi(mean), oneHot(manager, train, classes), dim, classes,
                    l2);
            double[] parameters = new double[classes * (dim + 1)];
            BFGS.minimize(objective, MEMORY, parameters, GRADIENT_TOLERANCE, MAX_STEPS);
            return head(parameters, mean.toFloatArray(), classes);
        }
    }

    private static NDArray features(NDManager manager, Samples train) {
        int dim = train.dimension();
        ByteBuffer bytes = manager.allocateDirect(Math.multiplyExact(train.size() * dim, Float.BYTES));
        for (int i = 0; i < train.size(); i++) {
            bytes.asFloatBuffer().put(i * dim, train.embeddings().values(), train.offset(i), dim);
        }
        return manager.create(bytes, new Shape(train.size(), dim), DataType.FLOAT32);
    }

    private static NDArray oneHot(NDManager manager, Samples train, int classes) {
        float[] y = new float[train.size() * classes];
        for (int i = 0; i < train.size(); i++) {
            y[i * classes + train.labels()[i]] = 1;
        }
        return manager.create(y, new Shape(train.size(), classes));
    }

    private static LinearHead head(double[] parameters, float[] mean, int classes) {
        int dim = mean.length;
        float[] weight = new float[classes * dim];
        float[] bias = new float[classes];
        for (int c = 0; c < classes; c++) {
            double b = parameters[classes * dim + c];
            for (int d = 0; d < dim; d++) {
                weight[c * dim + d] = (float) parameters[c * dim + d];
                b -= parameters[c * dim + d] * mean[d];
            }
            bias[c] = (float) b;
        }
        return new LinearHead(weight, bias);
    }

    /** Mean cross-entropy and penalty; parameters are {@code [classes, dim]} weights, then {@code [classes]} biases. */
    private record Objective(NDManager manager, NDArray x, NDArray y, int dim, int classes,
            double l2) implements DifferentiableMultivariateFunction {
        @Override
        public double f(double[] parameters) {
            return g(parameters, new double[parameters.length]);
        }

        @Override
        public double g(double[] parameters, double[] gradient) {
            int weights = classes * dim;
            try (NDManager scope = manager.newSubManager()) {
                NDArray w = scope.create(floats(parameters, 0, weights), new Shape(classes, dim));
                NDArray b = scope.create(floats(parameters, weights, parameters.length), new Shape(1, classes));
                x.attach(scope);
                y.attach(scope);
                NDArray logProbabilities = x.matMul(w.transpose()).add(b).logSoftmax(1);
                NDArray crossEntropy = logProbabilities.mul(y)
                        .sum(new int[]{1})
                        .neg()
                        .toType(DataType.FLOAT64, false)
                        .mean();
                NDArray residual = logProbabilities.exp().sub(y).div(x.getShape().get(0));
                float[] gw = residual.transpose().matMul(x).toFloatArray();
                float[] gb = residual.sum(new int[]{0}).toFloatArray();
                double penalty = 0;
                for (int i = 0; i < weights; i++) {
                    gradient[i] = gw[i] + l2 * parameters[i];
                    penalty += parameters[i] * parameters[i];
                }
                for (int c = 0; c < classes; c++) {
                    gradient[weights + c] = gb[c];
                }
                double value = crossEntropy.getDouble() + l2 / 2 * penalty;
                x.attach(manager);
                y.attach(manager);
                return value;
            }
        }

        private static float[] floats(double[] values, int from, int to) {
            double[] part = Arrays.copyOfRange(values, from, to);
            float[] floats = new float[part.length];
            for (int i = 0; i < part.length; i++) {
                floats[i] = (float) part[i];
            }
            return floats;
        }
    }
}
