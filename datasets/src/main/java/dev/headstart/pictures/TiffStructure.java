package dev.headstart.pictures;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A TIFF's first directory (TIFF 6.0), and that the strips or tiles it points to lie in the file. */
final class TiffStructure {
    private static final int ENTRY = 12;
    private static final int SHORT = 3;
    private static final int WIDTH = 256;
    private static final int LENGTH = 257;
    private static final int STRIP_OFFSETS = 273;
    private static final int STRIP_BYTE_COUNTS = 279;
    private static final int TILE_OFFSETS = 324;
    private static final int TILE_BYTE_COUNTS = 325;

    private TiffStructure() {}

    static Size check(ByteBuffer big) throws IOException {
        ByteBuffer file = big.order(big.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = file.getInt(4);
        int count = file.getShort(directory) & 0xffff;
        long width = 0;
        long height = 0;
        long[] offsets = {};
        long[] lengths = {};
        for (int i = 0; i < count; i++) {
            int entry = directory + 2 + i * ENTRY;
            switch (file.getShort(entry) & 0xffff) {
                case WIDTH -> width = values(file, entry)[0];
                case LENGTH -> height = values(file, entry)[0];
                case STRIP_OFFSETS, TILE_OFFSETS -> offsets = values(file, entry);
                case STRIP_BYTE_COUNTS, TILE_BYTE_COUNTS -> lengths = values(file, entry);
                default -> {
                }
            }
        }
        if (offsets.length == 0 || offsets.length != lengths.length) {
            throw new IOException("a broken TIFF: it does not say where its pixels are");
        }
        for (int i = 0; i < offsets.length; i++) {
            if (offsets[i] + lengths[i] > file.limit()) {
                throw new IOException("truncated TIFF: its pixels end beyond it");
            }
        }
        return new Size(Math.toIntExact(width), Math.toIntExact(height));
    }

    private static long[] values(ByteBuffer file, int entry) throws IOException {
        boolean narrow = file.getShort(entry + 2) == SHORT;
        int n = file.getInt(entry + 4);
        int bytes = narrow ? Short.BYTES : Integer.BYTES;
        if (n < 1 || n > file.limit() / bytes) {
            throw new IOException("a broken TIFF: an entry of " + n + " values");
        }
        int at = n * bytes <= Integer.BYTES ? entry + 8 : file.getInt(entry + 8);
        long[] values = new long[n];
        for (int i = 0; i < n; i++) {
            values[i] = narrow ? file.getShort(at + i * bytes) & 0xffff : file.getInt(at + i * bytes) & 0xffffffffL;
        }
        return values;
    }
}
