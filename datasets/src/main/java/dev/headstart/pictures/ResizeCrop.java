package dev.headstart.pictures;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Torchvision's {@code Resize(resize)} and {@code CenterCrop(crop)} of a Pillow picture, to the byte that Pillow 13 gives. Only the rows
 * and columns that the crop keeps are computed. A picture that was reduced in decoding is scaled by so much less, to the same place and
 * size.
 *
 * <p>Pillow resizes in two passes and rounds to bytes between them, so the order of the passes shows in the last bit. Pillow 13 takes the
 * columns last where a picture that shrinks is more than twice as high as wide (Pillow 12: where it is a hundred times as high).
 *
 * @param resize length of the shorter side, at least {@code crop}
 * @param crop side of the square that is kept
 */
public record ResizeCrop(int resize, int crop) {
    /** Rows of the picture that the horizontal pass makes at a time; more where one row of the crop needs more. */
    private static final int STRIP = 32;

    /** The highest picture for its width whose columns are resized first. */
    private static final int MOST_ASPECT = 2;

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
        if (height > MOST_ASPECT * (long) width && scaledHeight < height) {
            resample(picture, rows, columns, out, offset);
        } else {
            resample(new HorizontalPass(picture, columns), rows, out, offset);
        }
    }

    /** Rows first. */
    private void resample(Pixels picture, Filter rows, Filter columns, ByteBuffer out, int offset) {
        int stride = picture.width() * 3;
        VerticalPass vertical = new VerticalPass(rows, stride);
        HorizontalPass horizontal = new HorizontalPass(new Pixels(picture.width(), 1, vertical.row()), columns);
        int[] strip = new int[Arrays.stream(rows.count()).max().orElseThrow() * stride];
        int[] line = new int[crop * 3];
        for (int y = 0; y < crop; y++) {
            int from = rows.start()[y] * stride;
            for (int i = 0; i < rows.count()[y] * stride; i++) {
                strip[i] = picture.bgr()[from + i] & 0xff;
            }
            vertical.run(y, strip, 0);
            horizontal.run(0, 1, line, 0);
            for (int i = 0; i < line.length; i++) {
                out.put(offset + y * line.length + i, (byte) line[i]);
            }
        }
    }

    /** Columns first; strip by strip, so that what the horizontal pass leaves is still in cache when the vertical one takes it. */
    private void resample(HorizontalPass horizontal, Filter rows, ByteBuffer out, int offset) {
        int stride = crop * 3;
        VerticalPass vertical = new VerticalPass(rows, stride);
        int tallest = Arrays.stream(rows.count()).max().orElseThrow();
        int[] strip = new int[(STRIP + tallest) * stride];
        int from = rows.start()[0]; // of the strip, as rows of the picture
        int to = from;
        for (int y = 0; y < crop; y++) {
            if (rows.to(y) > to) {
                int kept = Math.max(to - rows.start()[y], 0);
                System.arraycopy(strip, (to - from - kept) * stride, strip, 0, kept * stride);
                from = rows.start()[y];
                to = Math.max(Math.min(from + kept + STRIP, rows.to(crop - 1)), rows.to(y));
                horizontal.run(from + kept, to, strip, kept * stride);
            }
            out.put(offset + y * stride, vertical.run(y, strip, (rows.start()[y] - from) * stride));
        }
    }

    /** Half the surplus, rounded half to even as Python's {@code round} does. */
    private int margin(int length) {
        return (int) Math.rint((length - crop) / 2.0);
    }
}
