package dev.headstart.parquet;

import java.io.IOException;
import java.util.Locale;

/**
 * What a file of some size may claim to hold. Compression and run lengths let a few bytes stand for billions of values, and decoders take
 * memory and time for what is claimed. Each bound is far above what embeddings can be compressed to, and small files have none. A user whose
 * honest file meets a bound can write the file with less compression.
 */
final class Bounds {
    /** Rows that any file may have. */
    private static final long ROWS = 1 << 20;
    /** Values, or bytes of unpacked pages, that a column of any file may have. */
    private static final long VALUES = 1 << 26;
    /** Values, or bytes of unpacked pages, for each byte of the file. Embeddings take more than one byte for each eight. */
    private static final int RATIO = 256;

    private Bounds() {}

    /** @throws IOException if there are more rows than the file has bytes, since every embedding takes some */
    static void requireRows(long rows, long fileSize) throws IOException {
        require("it", rows, "rows", Math.max(ROWS, fileSize), fileSize);
    }

    /**
     * @param column for messages
     * @param count of values, or of bytes
     * @param what is counted
     */
    static void require(String column, long count, String what, long fileSize) throws IOException {
        require("column " + column, count, what, Math.max(VALUES, RATIO * fileSize), fileSize);
    }

    private static void require(String where, long count, String what, long most, long fileSize) throws IOException {
        if (count < 0 || count > most) {
            throw new IOException(String.format(Locale.ROOT,
                    "%s claims %,d %s in a file of %,d bytes; if it is right, write the file without compression",
                    where, count, what, fileSize));
        }
    }
}
