package dev.headstart.parquet;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.parquet.bytes.ByteBufferInputStream;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesReader;
import org.apache.parquet.format.Encoding;

/**
 * Checks the counts in encoded values (parquet-format, {@code Encodings.md}) against the number of values in the page. parquet-java's decoders
 * take memory for the counts as they find them.
 */
final class Encoded {
    /** Values by which a bit-packed run may pass the page's end: writers fill up a run with zeros. */
    private static final int PADDING = 512;
    /** Values of a block of deltas: writers have 128 to 2,048. */
    private static final int LARGEST_BLOCK = 1 << 16;
    /** Bytes of a value that shares its beginning with the one before: texts here are names. */
    private static final int LONGEST_TEXT = 1 << 20;

    private Encoded() {}

    /**
     * @param values that stand behind the levels; their position stays
     * @param count of values and nulls in the page
     * @return bytes that the values take when they are decoded, where that is more than they take in the page, else 0
     * @throws IOException if they claim to be more than there are
     */
    static long require(Encoding encoding, ByteBuffer values, int count) throws IOException {
        ByteBuffer bytes = values.duplicate();
        switch (encoding) {
            case PLAIN_DICTIONARY, RLE_DICTIONARY -> {
                if (bytes.hasRemaining()) {
                    requireRuns(bytes, bytes.get(), count);
                }
                return 0;
            }
            case RLE -> {
                if (bytes.remaining() >= Integer.BYTES) {
                    requireRuns(bytes.position(bytes.position() + Integer.BYTES), 1, count);
                }
                return 0;
            }
            case DELTA_BINARY_PACKED, DELTA_LENGTH_BYTE_ARRAY -> {
                requireDeltas(bytes, count);
                return 0;
            }
            case DELTA_BYTE_ARRAY -> {
                return requireTexts(bytes, count);
            }
            default -> {
                return 0;
            }
        }
    }

    /**
     * Checks runs of one value, and of bit-packed ones.
     *
     * @param width bits of a value
     */
    static void requireRuns(ByteBuffer runs, int width, int count) throws IOException {
        if (width < 0 || width > Integer.SIZE) {
            throw new IOException("a page has values of " + width + " bits");
        }
        ByteBuffer bytes = runs.duplicate();
        long at = 0;
        while (at < count && bytes.hasRemaining()) {
            int header = number(bytes);
            boolean packed = (header & 1) == 1;
            long length = (header >>> 1) * (packed ? (long) Byte.SIZE : 1);
            if (packed && length > count - at + PADDING) {
                throw new IOException("a run claims " + length + " values in a page of " + count);
            }
            long size = packed ? (header >>> 1) * (long) width : Math.ceilDiv(width, Byte.SIZE);
            bytes.position(bytes.position() + (int) Math.min(size, bytes.remaining()));
            at += length;
        }
    }

    /** @return how many there are */
    private static int requireDeltas(ByteBuffer deltas, int count) throws IOException {
        ByteBuffer bytes = deltas.duplicate();
        int block = number(bytes);
        int parts = number(bytes);
        int total = number(bytes);
        if (block <= 0 || block > LARGEST_BLOCK || parts <= 0 || parts > block || total < 0 || total > count) {
            throw new IOException("a page of " + count + " values claims " + total + " deltas in blocks of " + block);
        }
        return total;
    }

    private static long requireTexts(ByteBuffer bytes, int count) throws IOException {
        int total = requireDeltas(bytes, count);
        ByteBufferInputStream in = ByteBufferInputStream.wrap(bytes.duplicate());
        DeltaBinaryPackingValuesReader prefixes = new DeltaBinaryPackingValuesReader();
        prefixes.initFromPage(count, in);
        if (requireDeltas(bytes.position(bytes.position() + (int) in.position()), count) != total) {
            throw new IOException("a page has more beginnings of texts than ends");
        }
        DeltaBinaryPackingValuesReader suffixes = new DeltaBinaryPackingValuesReader();
        suffixes.initFromPage(count, in);
        long sum = 0;
        long before = 0;
        for (int i = 0; i < total; i++) {
            int prefix = prefixes.readInteger();
            int suffix = suffixes.readInteger();
            if (prefix < 0 || prefix > before || suffix < 0 || (long) prefix + suffix > LONGEST_TEXT) {
                throw new IOException("a text of " + ((long) prefix + suffix) + " bytes follows one of " + before);
            }
            before = (long) prefix + suffix;
            sum += before;
        }
        return sum;
    }

    /** Without a sign. */
    private static int number(ByteBuffer bytes) throws IOException {
        int number = 0;
        for (int shift = 0; shift < Integer.SIZE && bytes.hasRemaining(); shift += 7) {
            byte b = bytes.get();
            number |= (b & 0x7f) << shift;
            if (b >= 0) {
                return number;
            }
        }
        throw new IOException("a page has a count that does not end");
    }
}
