package dev.headstart.pictures;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** A BMP of Windows or OS/2, with the pixels that Pillow reads. Its size is known before its pixels are read. */
final class Bmp {
    private static final int FILE_HEADER = 14;
    private static final int CORE_HEADER = 12;
    private static final int MASKS_IN_HEADER = 52;
    private static final int ALPHA_IN_HEADER = 56;
    private static final Set<Integer> HEADERS = Set.of(CORE_HEADER, 40, MASKS_IN_HEADER, ALPHA_IN_HEADER, 64, 108, 124);
    private static final int MASKS = 54;
    private static final int TOP_DOWN = 0xff;
    private static final int MOST_COLOURS = 256;

    private static final int PLAIN = 0;
    private static final int RLE8 = 1;
    private static final int RLE4 = 2;
    private static final int BITFIELDS = 3;

    private static final List<Integer> MASKS_555 = List.of(0x7c00, 0x3e0, 0x1f);
    private static final List<Integer> MASKS_565 = List.of(0xf800, 0x7e0, 0x1f);
    private static final List<Integer> MASKS_24 = List.of(0xff0000, 0xff00, 0xff);
    private static final List<Integer> MASKS_UNSAID = List.of(0, 0, 0, 0);
    /** Red, green, blue and alpha: those that Pillow reads. */
    private static final Set<List<Integer>> MASKS_32 = Set.of(MASKS_UNSAID, List.of(0xff0000, 0xff00, 0xff, 0),
            List.of(0xff000000, 0xff0000, 0xff00, 0), List.of(0xff000000, 0xff00, 0xff, 0),
            List.of(0xff000000, 0xff0000, 0xff00, 0xff), List.of(0xff, 0xff00, 0xff0000, 0xff000000),
            List.of(0xff0000, 0xff00, 0xff, 0xff000000), List.of(0xff000000, 0xff00, 0xff, 0xff0000));

    private final ByteBuffer file;
    private final int header;
    private final Size size;
    private final boolean topDown;
    private final int bits;
    private final int compression;
    private final long coloursUsed;

    Bmp(byte[] content) throws IOException {
        file = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        header = file.getInt(FILE_HEADER);
        if (!HEADERS.contains(header)) {
            throw new IOException("a BMP whose header has " + header + " bytes, which is not read");
        }
        if (header == CORE_HEADER) {
            size = new Size(file.getShort(18) & 0xffff, file.getShort(20) & 0xffff);
            topDown = false;
            bits = file.getShort(24) & 0xffff;
            compression = PLAIN;
            coloursUsed = 0;
        } else {
            topDown = (file.get(25) & 0xff) == TOP_DOWN;
            size = new Size(file.getInt(18), topDown ? -file.getInt(22) : file.getInt(22));
            bits = file.getShort(28) & 0xffff;
            compression = file.getInt(30);
            coloursUsed = file.getInt(46) & 0xffffffffL;
        }
        if (size.width() < 1 || size.height() < 1) {
            throw new IOException("a broken BMP: it says it is " + size.width() + " x " + size.height());
        }
    }

    Size size() {
        return size;
    }

    /** Bytes that {@link #bgr} takes: the pixels, an index of each where there is a palette, and where each row is. */
    long bytes() {
        return (indexed() ? 1 + 3 : 3) * size.pixels() + (long) Integer.BYTES * size.height();
    }

    private boolean indexed() {
        return bits == 1 || bits == 4 || bits == 8;
    }

    /** Blue, green and red of each pixel from the top. */
    byte[] bgr() throws IOException {
        switch (compression) {
            case PLAIN, BITFIELDS -> {
            }
            case RLE8, RLE4 -> {
                if (bits != (compression == RLE8 ? 8 : 4)) {
                    throw new IOException("a broken BMP: it has run lengths of " + bits + " bits");
                }
            }
            case 4 -> throw new IOException("a BMP that holds a JPEG, which is not read");
            case 5 -> throw new IOException("a BMP that holds a PNG, which is not read");
            default -> throw new IOException("a BMP of the compression " + compression + ", which is not read");
        }
        if (indexed() && compression != BITFIELDS) {
            return coloured(palette(), compression == PLAIN ? indexes() : runs());
        }
        return switch (bits) {
            case 16 -> of16Bits();
            case 24 -> of24Bits();
            case 32 -> of32Bits();
            default -> throw notRead();
        };
    }

    private long colours() {
        return coloursUsed == 0 && bits <= Byte.SIZE ? 1L << bits : coloursUsed;
    }

    private int bytesPerColour() {
        return header == CORE_HEADER ? 3 : 4;
    }

    /** Blue, green and red of each; black where there are fewer than a pixel can name. */
    private byte[] palette() throws IOException {
        long colours = colours();
        if (colours > MOST_COLOURS) {
            throw new IOException("a broken BMP: its palette has " + colours + " colours");
        }
        if (FILE_HEADER + header + colours * bytesPerColour() > file.limit()) {
            throw new IOException("truncated BMP: its palette ends beyond it");
        }
        byte[] bgr = new byte[3 * MOST_COLOURS];
        for (int i = 0; i < colours; i++) {
            file.get(FILE_HEADER + header + i * bytesPerColour(), bgr, 3 * i, 3);
        }
        return bgr;
    }

    /** Where the pixels begin. A file may say that this is where its palette does. */
    private long start() {
        long said = file.getInt(10) & 0xffffffffL;
        long palette = FILE_HEADER + (long) header;
        long paletteEnd = palette + (bits <= Byte.SIZE ? colours() * bytesPerColour() : 0);
        return said == palette || (said == 0 && bits <= Byte.SIZE) ? paletteEnd : said == 0 ? palette : said;
    }

    private int row() {
        return Math.toIntExact(((long) size.width() * bits + 31) / 32 * 4);
    }

    /** Where each row begins, from the top. The last one in the file may lack what fills it to 4 bytes. */
    private int[] rows() throws IOException {
        long start = start();
        if (start + (size.height() - 1L) * row() + ((long) size.width() * bits + 7) / 8 > file.limit()) {
            throw new IOException("truncated BMP: its pixels end beyond it");
        }
        int[] rows = new int[size.height()];
        for (int y = 0; y < rows.length; y++) {
            rows[topDown ? y : rows.length - 1 - y] = (int) start + y * row();
        }
        return rows;
    }

    private byte[] indexes() throws IOException {
        int[] rows = rows();
        byte[] indexes = new byte[Math.multiplyExact(size.width(), size.height())];
        int perByte = Byte.SIZE / bits;
        int mask = (1 << bits) - 1;
        int to = 0;
        for (int row : rows) {
            for (int x = 0; x < size.width(); x++) {
                int shift = Byte.SIZE - bits - x % perByte * bits;
                indexes[to++] = (byte) (file.get(row + x / perByte) >> shift & mask);
            }
        }
        return indexes;
    }

    private byte[] runs() throws IOException {
        byte[] bottomUp = new BmpRunLengths(file, start(), compression == RLE4, size).indexes();
        if (topDown) {
            return bottomUp;
        }
        byte[] indexes = new byte[bottomUp.length];
        for (int y = 0; y < size.height(); y++) {
            System.arraycopy(bottomUp, y * size.width(), indexes, (size.height() - 1 - y) * size.width(), size.width());
        }
        return indexes;
    }

    private static byte[] coloured(byte[] palette, byte[] indexes) {
        byte[] bgr = new byte[Math.multiplyExact(indexes.length, 3)];
        for (int i = 0; i < indexes.length; i++) {
            System.arraycopy(palette, 3 * (indexes[i] & 0xff), bgr, 3 * i, 3);
        }
        return bgr;
    }

    private byte[] of16Bits() throws IOException {
        List<Integer> masks = compression == BITFIELDS ? masks(3) : MASKS_555;
        boolean fine = masks.equals(MASKS_565);
        if (!fine && !masks.equals(MASKS_555)) {
            throw notRead();
        }
        int[] rows = rows();
        byte[] bgr = allocate();
        int to = 0;
        for (int row : rows) {
            for (int x = 0; x < size.width(); x++) {
                int pixel = file.getShort(row + 2 * x);
                bgr[to++] = scaled(pixel, 31);
                bgr[to++] = scaled(pixel >> 5, fine ? 63 : 31);
                bgr[to++] = scaled(pixel >> (fine ? 11 : 10), 31);
            }
        }
        return bgr;
    }

    /** The largest value becomes 255, what is between is rounded down. */
    private static byte scaled(int value, int largest) {
        return (byte) ((value & largest) * 255 / largest);
    }

    private byte[] of24Bits() throws IOException {
        if (compression == BITFIELDS && !masks(3).equals(MASKS_24)) {
            throw notRead();
        }
        int[] rows = rows();
        byte[] bgr = allocate();
        for (int y = 0; y < rows.length; y++) {
            file.get(rows[y], bgr, y * 3 * size.width(), 3 * size.width());
        }
        return bgr;
    }

    private byte[] of32Bits() throws IOException {
        List<Integer> masks = compression == BITFIELDS ? masks(4) : MASKS_UNSAID;
        if (!MASKS_32.contains(masks)) {
            throw notRead();
        }
        int[] shifts = masks.equals(MASKS_UNSAID) ? new int[]{0, 8, 16}
                : IntStream.of(2, 1, 0).map(i -> Integer.numberOfTrailingZeros(masks.get(i))).toArray();
        int[] rows = rows();
        byte[] bgr = allocate();
        int to = 0;
        for (int row : rows) {
            for (int x = 0; x < size.width(); x++) {
                int pixel = file.getInt(row + 4 * x);
                for (int shift : shifts) {
                    bgr[to++] = (byte) (pixel >> shift);
                }
            }
        }
        return bgr;
    }

    /** Red, green, blue and, if asked for, alpha: they lie in a longer header, or behind a short one, at the same place. */
    private List<Integer> masks(int count) throws IOException {
        if (file.limit() < MASKS + Integer.BYTES * (long) count) {
            throw new IOException("truncated BMP: its masks end beyond it");
        }
        return IntStream.range(0, count)
                .mapToObj(i -> i < 3 || header >= ALPHA_IN_HEADER ? file.getInt(MASKS + 4 * i) : 0)
                .toList();
    }

    private byte[] allocate() {
        return new byte[Math.multiplyExact(Math.multiplyExact(size.width(), size.height()), 3)];
    }

    private IOException notRead() {
        return new IOException("a BMP of " + bits + " bits a pixel"
                + (compression == BITFIELDS ? " with masks of its own" : "") + ", which is not read");
    }
}
