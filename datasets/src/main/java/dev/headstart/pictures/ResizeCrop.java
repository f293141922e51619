package dev.headstart.pictures;

import java.nio.ByteBuffer;

/**
 * Torchvision's {@code Resize(resize)} and {@code CenterCrop(crop)} of a Pillow picture, to the byte. Only the rows and columns that the
 * crop keeps are computed. A picture that was reduced in decoding is scaled by so much less, to the same place and size. One instance serves one thread after the other, not several at once.
 *
 * @param resize length of the shorter side, at least {@code crop}
 * @param crop side of the square that is kept
 */
public record ResizeCrop(int resize, int crop) {
    /** Output rows that are made at a time. */
    private static final int STRIP = 16;
    private static final int FEW_TAPS = 5;
    private static final int HALF = 1 << (Filter.BITS - 1);

    public ResizeCrop {
        if (crop < 1 || resize < crop) {
            throw new IllegalArgumentException("resize " + resize + ", crop " + crop);
        }
    }

    /** Writes {@code [crop, crop, 3]} bytes in RGB at {@code offset}. */
    public void apply(Pixels picture, ByteBuffer out, int offset) {
        int width = picture.whole().width();
        int height = picture.whole().height();
        int scaledWidth = width <= height ? resize : (int) ((double) ((long) resize * width) / height);
        int scaledHeight = width <= height ? (int) ((double) ((long) resize * height) / width) : resize;
        Filter columns = Filter.of(picture.width(), (double) width / picture.reduction(), scaledWidth,
                margin(scaledWidth), crop);
        Filter rows = Filter.of(picture.height(), (double) height / picture.reduction(), scaledHeight,
                margin(scaledHeight), crop);
        // Strip by strip, so that what the horizontal pass leaves is still in cache when the vertical one takes it.
        int tallest = 0;
        for (int y = 0; y < crop; y += STRIP) {
            tallest = Math.max(tallest, rows.to(Math.min(y + STRIP, crop) - 1) - rows.start()[y]);
        }
        int[] strip = new int[tallest * crop * 3];
        for (int y = 0; y < crop; y += STRIP) {
            int end = Math.min(y + STRIP, crop);
            horizontal(picture, columns, rows.start()[y], rows.to(end - 1), strip);
            vertical(strip, rows, y, end, out, offset);
        }
    }

    /** Half the surplus, rounded half to even as Python's {@code round} does. */
    private int margin(int length) {
        return (int) Math.rint((length - crop) / 2.0);
    }

    /** Pixels as ints, so that the JIT compiler makes vectors of the vertical loop. */
    private void horizontal(Pixels picture, Filter f, int fromRow, int toRow, int[] out) {
        for (int x = 0; x < crop; x++) {
            if (f.count()[x] <= FEW_TAPS) {
                fewTaps(picture, f, x, fromRow, toRow, out);
            } else {
                manyTaps(picture, f, x, fromRow, toRow, out);
            }
        }
    }

    /** One column of the output, its weights in registers: what photographs of up to twice the resized size need. */
    private void fewTaps(Pixels picture, Filter f, int x, int fromRow, int toRow, int[] out) {
        byte[] in = picture.bgr();
        int last = f.count()[x] - 1;
        int[] weight = f.weight();
        int at = x * f.width();
        int w0 = weight[at];
        int w1 = last < 1 ? 0 : weight[at + 1];
        int w2 = last < 2 ? 0 : weight[at + 2];
        int w3 = last < 3 ? 0 : weight[at + 3];
        int w4 = last < 4 ? 0 : weight[at + 4];
        // A tap that isn't there reads the last one's pixel, times nothing.
        int q1 = Math.min(1, last) * 3;
        int q2 = Math.min(2, last) * 3;
        int q3 = Math.min(3, last) * 3;
        int q4 = Math.min(4, last) * 3;
        int p = (fromRow * picture.width() + f.start()[x]) * 3;
        int o = x * 3;
        for (int y = fromRow; y < toRow; y++) {
            for (int c = 0; c < 3; c++) {
                int i = p + 2 - c;
                out[o + c] = clip(HALF + (in[i] & 0xff) * w0 + (in[i + q1] & 0xff) * w1 + (in[i + q2] & 0xff) * w2
                        + (in[i + q3] & 0xff) * w3 + (in[i + q4] & 0xff) * w4);
            }
            p += picture.width() * 3;
            o += crop * 3;
        }
    }

    private void manyTaps(Pixels picture, Filter f, int x, int fromRow, int toRow, int[] out) {
        byte[] in = picture.bgr();
        int[] weight = f.weight();
        int first = x * f.width();
        int end = first + f.count()[x];
        int o = x * 3;
        for (int y = fromRow; y < toRow; y++) {
            int p = (y * picture.width() + f.start()[x]) * 3;
            int b = HALF;
            int g = HALF;
            int r = HALF;
            for (int k = first; k < end; k++) {
                int w = weight[k];
                b += (in[p] & 0xff) * w;
                g += (in[p + 1] & 0xff) * w;
                r += (in[p + 2] & 0xff) * w;
                p += 3;
            }
            out[o] = clip(r);
            out[o + 1] = clip(g);
            out[o + 2] = clip(b);
            o += crop * 3;
        }
    }

    private void vertical(int[] in, Filter f, int fromRow, int toRow, ByteBuffer out, int offset) {
        int stride = crop * 3;
        int[] sum = new int[stride];
        byte[] line = new byte[stride];
        for (int y = fromRow; y < toRow; y++) {
            int weights = y * f.width();
            int first = (f.start()[y] - f.start()[fromRow]) * stride;
            begin(in, first, f.weight()[weights], sum);
            for (int k = 1; k < f.count()[y]; k++) {
                add(in, first + k * stride, f.weight()[weights + k], sum);
            }
            for (int i = 0; i < stride; i++) {
                line[i] = (byte) clip(sum[i]);
            }
            out.put(offset + y * stride, line);
        }
    }

    private static void begin(int[] in, int from, int weight, int[] sum) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] = HALF + in[from + i] * weight;
        }
    }

    private static void add(int[] in, int from, int weight, int[] sum) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += in[from + i] * weight;
        }
    }

    private static int clip(int fixed) {
        return Math.max(Math.min(fixed >> Filter.BITS, 255), 0);
    }
}
