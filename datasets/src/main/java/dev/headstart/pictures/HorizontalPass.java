package dev.headstart.pictures;

import java.util.Arrays;

/**
 * Pillow's pass over columns, mostly its first: rows of a picture, as wide as the crop and still as many as before. Row by row, that is in the order of memory;
 * column by column weights would stay in registers, and the pass take nearly twice as long.
 */
final class HorizontalPass {
    private final byte[] in;
    /** Bytes of a row. */
    private final int stride;
    private final int columns;
    /** Input pixels of each column, as many for all: where the filter has fewer, others count nothing. */
    private final int taps;
    /** Where in a row each column's first is. */
    private final int[] start;
    private final int[] weight;

    HorizontalPass(Pixels picture, Filter filter) {
        in = picture.bgr();
        stride = picture.width() * 3;
        columns = filter.start().length;
        taps = Math.min(Math.max(3, Arrays.stream(filter.count()).max().orElseThrow()), picture.width());
        start = new int[columns];
        weight = new int[columns * taps];
        for (int x = 0; x < columns; x++) {
            int first = Math.min(filter.start()[x], picture.width() - taps);
            start[x] = first * 3;
            System.arraycopy(filter.weight(), x * filter.width(), weight, x * taps + filter.start()[x] - first,
                    filter.count()[x]);
        }
    }

    /** Writes {@code [to - from, columns, 3]} in RGB: bytes as ints, for {@link VerticalPass}. */
    void run(int from, int to, int[] out, int at) {
        int o = at;
        for (int y = from; y < to; y++) {
            // Photographs of up to one and a half and twice the resized size need so few that a loop costs as much as they do.
            switch (taps) {
                case 3 -> three(y * stride, out, o);
                case 4 -> four(y * stride, out, o);
                default -> many(y * stride, out, o);
            }
            o += columns * 3;
        }
    }

    private void three(int row, int[] out, int at) {
        for (int x = 0; x < columns; x++) {
            int p = row + start[x];
            int w0 = weight[3 * x];
            int w1 = weight[3 * x + 1];
            int w2 = weight[3 * x + 2];
            int o = at + 3 * x;
            out[o] = sum(p + 2, w0, w1, w2) >> Filter.BITS;
            out[o + 1] = sum(p + 1, w0, w1, w2) >> Filter.BITS;
            out[o + 2] = sum(p, w0, w1, w2) >> Filter.BITS;
        }
    }

    private void four(int row, int[] out, int at) {
        for (int x = 0; x < columns; x++) {
            int p = row + start[x];
            int w0 = weight[4 * x];
            int w1 = weight[4 * x + 1];
            int w2 = weight[4 * x + 2];
            int w3 = weight[4 * x + 3];
            int o = at + 3 * x;
            out[o] = (sum(p + 2, w0, w1, w2) + (in[p + 11] & 0xff) * w3) >> Filter.BITS;
            out[o + 1] = (sum(p + 1, w0, w1, w2) + (in[p + 10] & 0xff) * w3) >> Filter.BITS;
            out[o + 2] = (sum(p, w0, w1, w2) + (in[p + 9] & 0xff) * w3) >> Filter.BITS;
        }
    }

    private int sum(int p, int w0, int w1, int w2) {
        return Filter.HALF + (in[p] & 0xff) * w0 + (in[p + 3] & 0xff) * w1 + (in[p + 6] & 0xff) * w2;
    }

    private void many(int row, int[] out, int at) {
        for (int x = 0; x < columns; x++) {
            int p = row + start[x];
            int b = Filter.HALF;
            int g = Filter.HALF;
            int r = Filter.HALF;
            for (int k = x * taps; k < (x + 1) * taps; k++) {
                int w = weight[k];
                b += (in[p] & 0xff) * w;
                g += (in[p + 1] & 0xff) * w;
                r += (in[p + 2] & 0xff) * w;
                p += 3;
            }
            out[at + 3 * x] = r >> Filter.BITS;
            out[at + 3 * x + 1] = g >> Filter.BITS;
            out[at + 3 * x + 2] = b >> Filter.BITS;
        }
    }
}
