package dev.headstart.pictures;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decodes a PNG's pixels (ISO/IEC 15948, 7 to 10) as Pillow does: alpha is dropped, samples of 16 bits keep their upper 8, and gamma and colour
 * profiles are ignored. OpenCV's libpng is not used, because it is not faster and writes its warnings to the terminal.
 */
final class PngPixels {
    /** Adam7: first column, first row, columns and rows to the next. */
    private static final int[][] PASSES = {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4},
        {1, 0, 2, 2}, {0, 1, 1, 2}};
    private static final int[][] WHOLE = {{0, 0, 1, 1}};
    private static final int MOST_COLOURS = 256;
    /** Bytes that one byte can stand for, at the most. */
    private static final int MOST_INFLATED = 1032;

    private final PngStructure png;
    private final Size size;
    private final int bits;
    private final int samples;
    private final byte[] bgr;
    /** Blue, green and red of each index, or of each shade of grey. */
    private final byte[] colours;
    private final Iterator<ByteBuffer> data;

    private PngPixels(PngStructure png) throws IOException {
        this.png = png;
        size = png.size();
        bits = png.bits();
        samples = samples(png);
        if (inflated() > MOST_INFLATED * png.data().stream().mapToLong(ByteBuffer::limit).sum()) {
            throw truncated();
        }
        bgr = new byte[Math.multiplyExact(Math.multiplyExact(size.width(), size.height()), 3)];
        colours = png.colour() == PngStructure.PALETTE ? palette(png.palette()) : greys(Math.min(bits, Byte.SIZE));
        data = png.data().iterator();
    }

    /** Returns how many bytes of memory {@link #bgr} takes: those of the pixels, and of two rows in their stored form. */
    static long bytes(PngStructure png) {
        return 3 * png.size().pixels() + 2L * png.size().width() * samples(png) * Math.ceilDiv(png.bits(), Byte.SIZE);
    }

    static byte[] bgr(PngStructure png) throws IOException {
        PngPixels pixels = new PngPixels(png);
        try (Inflater inflater = new Inflater()) {
            pixels.read(inflater);
        } catch (DataFormatException e) {
            throw new IOException("a broken PNG: its pixels cannot be inflated", e);
        }
        return pixels.bgr;
    }

    private static IOException truncated() {
        return new IOException("truncated PNG: it has fewer pixels than it says");
    }

    private static int samples(PngStructure png) {
        return switch (png.colour()) {
            case 2 -> 3;
            case 4 -> 2;
            case 6 -> 4;
            default -> 1;
        };
    }

    /** Bytes of all rows and their filters. */
    private long inflated() {
        long bytes = 0;
        for (int[] pass : passes()) {
            int width = columns(pass);
            bytes += width > 0 ? (1L + row(width)) * Math.max(rows(pass), 0) : 0;
        }
        return bytes;
    }

    private int[][] passes() {
        return png.interlaced() ? PASSES : WHOLE;
    }

    private int columns(int[] pass) {
        return Math.ceilDiv(size.width() - pass[0], pass[2]);
    }

    private int rows(int[] pass) {
        return Math.ceilDiv(size.height() - pass[1], pass[3]);
    }

    /** Bytes of a row. */
    private int row(int columns) {
        return Math.toIntExact(((long) columns * samples * bits + 7) / Byte.SIZE);
    }

    /** Black where a pixel may name a colour that is not there. */
    private static byte[] palette(ByteBuffer rgb) {
        byte[] bgr = new byte[3 * MOST_COLOURS];
        for (int i = 0; i < Math.min(rgb.limit() / 3, MOST_COLOURS) * 3; i += 3) {
            bgr[i] = rgb.get(i + 2);
            bgr[i + 1] = rgb.get(i + 1);
            bgr[i + 2] = rgb.get(i);
        }
        return bgr;
    }

    private static byte[] greys(int bits) {
        byte[] bgr = new byte[3 << bits];
        for (int i = 0; i < bgr.length; i++) {
            bgr[i] = (byte) (i / 3 * 255 / ((1 << bits) - 1));
        }
        return bgr;
    }

    private void read(Inflater inflater) throws IOException, DataFormatException {
        int step = Math.max(samples * bits / Byte.SIZE, 1);
        for (int[] pass : passes()) {
            int width = columns(pass);
            int height = rows(pass);
            if (width > 0 && height > 0) {
                byte[] above = new byte[row(width)];
                byte[] row = new byte[row(width)];
                byte[] filter = new byte[1];
                for (int y = 0; y < height; y++) {
                    inflate(inflater, filter);
                    inflate(inflater, row);
                    unfilter(filter[0], row, above, step);
                    put(row, width, ((pass[1] + y * pass[3]) * size.width() + pass[0]) * 3, pass[2] * 3);
                    byte[] free = above;
                    above = row;
                    row = free;
                }
            }
        }
        end(inflater);
    }

    private void inflate(Inflater inflater, byte[] to) throws IOException, DataFormatException {
        for (int at = 0; at < to.length;) {
            at += inflater.inflate(to, at, to.length - at);
            if (at < to.length && (inflater.finished() || !more(inflater))) {
                throw truncated();
            }
        }
    }

    private boolean more(Inflater inflater) {
        if (inflater.needsInput() && data.hasNext()) {
            inflater.setInput(data.next());
            return true;
        }
        return !inflater.needsInput() && !inflater.needsDictionary();
    }

    /** Has the checksum behind the pixels compared, if it is there. */
    private void end(Inflater inflater) throws DataFormatException {
        byte[] surplus = new byte[1];
        boolean going = true;
        while (going) {
            going = inflater.inflate(surplus) == 0 && !inflater.finished() && more(inflater);
        }
    }

    private static void unfilter(int filter, byte[] row, byte[] above, int step) throws IOException {
        switch (filter) {
            case 0 -> {
            }
            case 1 -> {
                for (int i = step; i < row.length; i++) {
                    row[i] += row[i - step];
                }
            }
            case 2 -> {
                for (int i = 0; i < row.length; i++) {
                    row[i] += above[i];
                }
            }
            case 3 -> {
                for (int i = 0; i < row.length; i++) {
                    int left = i < step ? 0 : row[i - step] & 0xff;
                    row[i] += (byte) ((left + (above[i] & 0xff)) >> 1);
                }
            }
            case 4 -> {
                for (int i = 0; i < row.length; i++) {
                    int left = i < step ? 0 : row[i - step] & 0xff;
                    int corner = i < step ? 0 : above[i - step] & 0xff;
                    row[i] += (byte) paeth(left, above[i] & 0xff, corner);
                }
            }
            default -> throw new IOException("a broken PNG: a row has filter " + (filter & 0xff));
        }
    }

    private static int paeth(int left, int above, int corner) {
        int toLeft = Math.abs(above - corner);
        int toAbove = Math.abs(left - corner);
        int toCorner = Math.abs(left + above - 2 * corner);
        return toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
    }

    /** Writes the pixels of a row to every {@code step}th byte from {@code to} on. */
    private void put(byte[] row, int width, int to, int step) {
        int bytes = bits == 2 * Byte.SIZE ? 2 : 1;
        for (int x = 0, at = 0, out = to; x < width; x++, at += samples * bytes, out += step) {
            if (samples >= 3) {
                bgr[out] = row[at + 2 * bytes];
                bgr[out + 1] = row[at + bytes];
                bgr[out + 2] = row[at];
            } else {
                int index = bits >= Byte.SIZE ? row[at] & 0xff
                        : (row[x * bits / Byte.SIZE] & 0xff) >> (Byte.SIZE - bits - x * bits % Byte.SIZE)
                                & (1 << bits) - 1;
                bgr[out] = colours[3 * index];
                bgr[out + 1] = colours[3 * index + 1];
                bgr[out + 2] = colours[3 * index + 2];
            }
        }
    }
}
