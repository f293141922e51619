package dev.headstart.head;

/**
 * A trained head: {@code logits = weight x + bias}.
 *
 * @param weight row-major, {@code [classes, dim]}
 * @param bias {@code [classes]}
 * @param unitLength whether {@code x} is the embedding scaled to length one, instead of the embedding as it is
 */
@SuppressWarnings("ArrayRecordComponent") // a matrix, never compared
public record LinearHead(float[] weight, float[] bias, boolean unitLength) {
    /** What a shorter embedding is divided by where its length is wanted to be one. */
    public static final float SHORTEST = 1e-6f;

    public int classes() {
        return bias.length;
    }

    /** Length of the embeddings it takes. */
    public int dimension() {
        return weight.length / bias.length;
    }

    /** Whether all its numbers are. */
    public boolean isFinite() {
        return areFinite(weight) && areFinite(bias);
    }

    private static boolean areFinite(float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    /** The head whose logits are these, divided by a number. */
    LinearHead dividedBy(double divisor) {
        return new LinearHead(divided(weight, divisor), divided(bias, divisor), unitLength);
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
        double scale = unitLength ? 1 / length(features, offset, dim) : 1;
        for (int c = 0; c < p.length; c++) {
            double z = 0;
            for (int d = 0; d < dim; d++) {
                z += (double) weight[c * dim + d] * features[offset + d];
            }
            p[c] = z * scale + bias[c];
            max = Math.max(max, p[c]);
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

    private static double length(float[] features, int offset, int dim) {
        double squares = 0;
        for (int d = 0; d < dim; d++) {
            squares += (double) features[offset + d] * features[offset + d];
        }
        return Math.max(Math.sqrt(squares), SHORTEST);
    }
}
