package dev.headstart.pictures;

/** Pillow's first pass: rows of a picture, as wide as the crop and still as many as before. */
final class HorizontalPass {
    private static final int FEW_TAPS = 4;

    private final byte[] in;
    /** Bytes of a row. */
    private final int stride;
    private final Filter filter;
    private final int columns;

    HorizontalPass(Pixels picture, Filter filter) {
        in = picture.bgr();
        stride = picture.width() * 3;
        this.filter = filter;
        columns = filter.start().length;
    }

    /** Writes {@code [to - from, columns, 3]} in RGB: bytes as ints, for {@link VerticalPass}. */
    void run(int from, int to, int[] out, int at) {
        for (int x = 0; x < columns; x++) {
            if (filter.count()[x] <= FEW_TAPS) {
                fewTaps(x, from, to, out, at + x * 3);
            } else {
                manyTaps(x, from, to, out, at + x * 3);
            }
        }
    }

    /** One column of the output, its weights in registers: what photographs of up to twice the resized size need. */
    private void fewTaps(int x, int from, int to, int[] out, int at) {
        int last = filter.count()[x] - 1;
        int[] weight = filter.weight();
        int first = x * filter.width();
        int w0 = weight[first];
        int w1 = last < 1 ? 0 : weight[first + 1];
        int w2 = last < 2 ? 0 : weight[first + 2];
        int w3 = last < 3 ? 0 : weight[first + 3];
        // A tap that isn't there reads the last one's pixel, times nothing.
        int q1 = Math.min(1, last) * 3;
        int q2 = Math.min(2, last) * 3;
        int q3 = Math.min(3, last) * 3;
        int p = from * stride + filter.start()[x] * 3;
        int o = at;
        for (int y = from; y < to; y++) {
            for (int c = 0; c < 3; c++) {
                int i = p + 2 - c;
                out[o + c] = (Filter.HALF + (in[i] & 0xff) * w0 + (in[i + q1] & 0xff) * w1 + (in[i + q2] & 0xff) * w2
                        + (in[i + q3] & 0xff) * w3) >> Filter.BITS;
            }
            p += stride;
            o += columns * 3;
        }
    }

    private void manyTaps(int x, int from, int to, int[] out, int at) {
        int[] weight = filter.weight();
        int first = x * filter.width();
        int end = first + filter.count()[x];
        int o = at;
        for (int y = from; y < to; y++) {
            int p = y * stride + filter.start()[x] * 3;
            int b = Filter.HALF;
            int g = Filter.HALF;
            int r = Filter.HALF;
            for (int k = first; k < end; k++) {
                int w = weight[k];
                b += (in[p] & 0xff) * w;
                g += (in[p + 1] & 0xff) * w;
                r += (in[p + 2] & 0xff) * w;
                p += 3;
            }
            out[o] = r >> Filter.BITS;
            out[o + 1] = g >> Filter.BITS;
            out[o + 2] = b >> Filter.BITS;
            o += columns * 3;
        }
    }
}
