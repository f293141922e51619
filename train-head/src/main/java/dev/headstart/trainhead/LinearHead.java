package dev.headstart.trainhead;

/**
 * A trained head: {@code logits = weight x + bias}.
 *
 * @param weight row-major, {@code [classes, dim]}
 * @param bias {@code [classes]}
 */
@SuppressWarnings("ArrayRecordComponent") // a matrix, never compared
record LinearHead(float[] weight, float[] bias) {

    int classes() {
        return bias.length;
    }

    /** Class probabilities of one row of features, {@code [classes]}. */
    double[] probabilities(Samples samples, int row) {
        int dim = samples.dimension();
        double[] p = new double[classes()];
        double max = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < p.length; c++) {
            double z = bias[c];
            for (int d = 0; d < dim; d++) {
                z += (double) weight[c * dim + d] * samples.features()[row * dim + d];
            }
            p[c] = z;
            max = Math.max(max, z);
        }
        double sum = 0;
        for (int c = 0; c < p.length; c++) {
            p[c] = Math.exp(p[c] - max);
            sum += p[c];
        }
        for (int c = 0; c < p.length; c++) {
            p[c] /= sum;
        }
        return p;
    }
}
