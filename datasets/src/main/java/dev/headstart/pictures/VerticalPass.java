package dev.headstart.pictures;

import java.util.Arrays;

/**
 * Pillow's pass over rows, mostly its second: one row of the crop from as many as its filter needs. The sums are whole numbers below 2^30, and doubles hold them
 * exactly; they are doubles because the JIT compiler only makes vectors of a loop that reads one array and writes another where the types tell
 * that the two are not the same.
 */
final class VerticalPass {
    private static final double ONE = 1 << Filter.BITS;
    private static final int TAPS = 4;

    private final Filter filter;
    /** Numbers in a row. */
    private final int stride;
    private final double[] sum;
    private final int[] whole;
    private final byte[] row;

    VerticalPass(Filter filter, int stride) {
        this.filter = filter;
        this.stride = stride;
        sum = new double[stride];
        whole = new int[stride];
        row = new byte[stride];
    }

    /** What {@link #run} returns. */
    byte[] row() {
        return row;
    }

    /**
     * Row {@code y} of the crop; overwritten by the next call.
     *
     * @param in rows of the picture
     * @param at where among them the filter's first is
     */
    byte[] run(int y, int[] in, int at) {
        Arrays.fill(sum, Filter.HALF);
        int first = y * filter.width();
        for (int k = 0; k < filter.count()[y]; k += TAPS) {
            add(in, at, k, filter.count()[y] - 1, first);
        }
        truncate(sum, whole);
        narrow(whole, row);
        return row;
    }

    /** Adds taps {@code k} to {@code k + 3}; one beyond the last reads the last one's row, times nothing. */
    private void add(int[] in, int at, int k, int last, int first) {
        int[] weight = filter.weight();
        add(in, at + k * stride, at + Math.min(k + 1, last) * stride, at + Math.min(k + 2, last) * stride,
                at + Math.min(k + 3, last) * stride, weight[first + k], k + 1 > last ? 0 : weight[first + k + 1],
                k + 2 > last ? 0 : weight[first + k + 2], k + 3 > last ? 0 : weight[first + k + 3], sum);
    }

    private static void add(int[] in, int a, int b, int c, int d, double u, double v, double w, double x,
            double[] sum) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += in[a + i] * u + in[b + i] * v + in[c + i] * w + in[d + i] * x;
        }
    }

    private static void truncate(double[] sum, int[] whole) {
        for (int i = 0; i < sum.length; i++) {
            whole[i] = (int) (sum[i] / ONE);
        }
    }

    private static void narrow(int[] whole, byte[] row) {
        for (int i = 0; i < whole.length; i++) {
            row[i] = (byte) whole[i];
        }
    }
}
