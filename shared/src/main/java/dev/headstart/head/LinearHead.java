package dev.headstart.head;

/**
 * A trained head: {@code logits = weight x + bias}.
 *
 * @param weight row-major, {@code [classes, dim]}
 * @param bias {@code [classes]}
 */
@SuppressWarnings("ArrayRecordComponent") // a matrix, never compared
public record LinearHead(float[] weight, float[] bias) {

    public int classes() {
        return bias.length;
    }

    /** Length of the embeddings it takes. */
    public int dimension() {
        return weight.length / bias.length;
    }

    /** The head whose logits are these, divided by a number. */
    LinearHead dividedBy(double divisor) {
        return new LinearHead(divided(weight, divisor), divided(bias, divisor));
    }

    private static float[] divided(float[] values, double divisor) {
        float[] result = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = (float) (values[i] / divisor);
        }
        return result;
    }

    /**
     * Class probabilities, {@code [classes]}.
     *
     * @param features embeddings, of which the one that begins at {@code offset} is looked at
     */
    public double[] probabilities(float[] features, int offset) {
        int dim = dimension();
        double[] p = new double[classes()];
        double max = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < p.length; c++) {
            double z = bias[c];
            for (int d = 0; d < dim; d++) {
                z += (double) weight[c * dim + d] * features[offset + d];
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
