package dev.headstart.pictures;

import java.nio.ByteBuffer;

/**
 * Torchvision's {@code Resize(resize)} and {@code CenterCrop(crop)} of a Pillow picture, to the byte. Only the rows and columns that the
 * crop keeps are computed. One instance serves one thread after the other, not several at once.
 *
 * @param resize length of the shorter side, at least {@code crop}
 * @param crop side of the square that is kept
 */
public record ResizeCrop(int resize, int crop) {
    private static final int HALF = 1 << (Filter.BITS - 1);

    public ResizeCrop {
        if (crop < 1 || resize < crop) {
            throw new IllegalArgumentException("resize " + resize + ", crop " + crop);
        }
    }

    /** Writes {@code [crop, crop, 3]} bytes in RGB at {@code offset}. */
    public void apply(Pixels picture, ByteBuffer out, int offset) {
        int width = picture.width();
        int height = picture.height();
        int scaledWidth = width <= height ? resize : (int) ((double) ((long) resize * width) / height);
        int scaledHeight = width <= height ? (int) ((double) ((long) resize * height) / width) : resize;
        Filter columns = Filter.of(width, scaledWidth, margin(scaledWidth), crop);
        Filter rows = Filter.of(height, scaledHeight, margin(scaledHeight), crop);
        byte[] narrowed = horizontal(picture, columns, rows.from(), rows.to());
        vertical(narrowed, rows, out, offset);
    }

    /** Half the surplus, rounded half to even as Python's {@code round} does. */
    private int margin(int length) {
        return (int) Math.rint((length - crop) / 2.0);
    }

    private byte[] horizontal(Pixels picture, Filter f, int fromRow, int toRow) {
        byte[] in = picture.bgr();
        byte[] out = new byte[(toRow - fromRow) * crop * 3];
        int[] weight = f.weight();
        int o = 0;
        for (int y = fromRow; y < toRow; y++) {
            int line = y * picture.width() * 3;
            for (int x = 0; x < crop; x++) {
                int p = line + f.start()[x] * 3;
                int b = HALF;
                int g = HALF;
                int r = HALF;
                int end = x * f.width() + f.count()[x];
                for (int k = x * f.width(); k < end; k++) {
                    int w = weight[k];
                    b += (in[p] & 0xff) * w;
                    g += (in[p + 1] & 0xff) * w;
                    r += (in[p + 2] & 0xff) * w;
                    p += 3;
                }
                out[o] = clip(r);
                out[o + 1] = clip(g);
                out[o + 2] = clip(b);
                o += 3;
            }
        }
        return out;
    }

    private void vertical(byte[] in, Filter f, ByteBuffer out, int offset) {
        int stride = crop * 3;
        int[] sum = new int[stride];
        byte[] line = new byte[stride];
        for (int y = 0; y < crop; y++) {
            java.util.Arrays.fill(sum, HALF);
            for (int k = 0; k < f.count()[y]; k++) {
                int w = f.weight()[y * f.width() + k];
                int p = (f.start()[y] - f.from() + k) * stride;
                for (int i = 0; i < stride; i++) {
                    sum[i] += (in[p + i] & 0xff) * w;
                }
            }
            for (int i = 0; i < stride; i++) {
                line[i] = clip(sum[i]);
            }
            out.put(offset + y * stride, line);
        }
    }

    private static byte clip(int fixed) {
        return (byte) Math.clamp(fixed >> Filter.BITS, 0, 255);
    }
}
