package dev.headstart.pictures;

/**
 * Pillow's antialiased bilinear filter for one axis: output pixel {@code i} is the sum over {@code k} of
 * {@code input[start[i] + k] * weight[i * width + k]}, in fixed point with {@link #BITS} fractional bits, as in Pillow's
 * {@code Resample.c}.
 *
 * @param first first output pixel that is kept
 * @param start first input pixel of each kept output pixel
 * @param count input pixels of each
 * @param width room for weights per output pixel
 */
@SuppressWarnings("ArrayRecordComponent") // private to the resize
record Filter(int first, int[] start, int[] count, int width, int[] weight) {
    static final int BITS = 32 - 8 - 2;
    /** What makes a shift round. */
    static final int HALF = 1 << (BITS - 1);

    /** Each rounded by up to a half, so many weights cannot sum up to what would make more than 255 of 255: nothing need be clipped. */
    private static final int MOST_TAPS = HALF / 128;

    /**
     * The filter from {@code in} to {@code out} pixels, for the outputs from {@code first} on, {@code kept} of them.
     *
     * @param length what of the input is picture: {@code in}, or less by the part of the last pixel that is not
     */
    static Filter of(int in, double length, int out, int first, int kept) {
        double scale = length / out;
        double support = Math.max(scale, 1);
        int width = (int) Math.ceil(support) * 2 + 1;
        if (width > MOST_TAPS) {
            throw new IllegalArgumentException("from " + in + " pixels to " + out);
        }
        int[] start = new int[kept];
        int[] count = new int[kept];
        int[] weight = new int[kept * width];
        double[] w = new double[width];
        for (int i = 0; i < kept; i++) {
            double centre = (first + i + 0.5) * scale;
            int from = Math.max((int) (centre - support + 0.5), 0);
            int n = Math.min((int) (centre + support + 0.5), in) - from;
            double sum = 0;
            double inverse = 1 / support;
            for (int k = 0; k < n; k++) {
                w[k] = Math.max(1 - Math.abs((k + from - centre + 0.5) * inverse), 0);
                sum += w[k];
            }
            for (int k = 0; k < n; k++) {
                weight[i * width + k] = (int) (0.5 + (sum == 0 ? w[k] : w[k] / sum) * (1 << BITS));
            }
            start[i] = from;
            count[i] = n;
        }
        return new Filter(first, start, count, width, weight);
    }

    /** One past the last input pixel that an output needs. */
    int to(int output) {
        return start[output] + count[output];
    }
}
