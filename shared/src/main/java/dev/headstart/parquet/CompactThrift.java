package dev.headstart.parquet;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Checks what Parquet's footer and page headers are written in, Thrift's compact protocol, before Thrift reads it: Thrift takes memory for
 * the lengths of lists and texts before it looks whether they are there.
 *
 * @see <a href="https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md">the specification</a>
 */
final class CompactThrift {
    /** Structs, lists and maps within one another; Parquet's own are less than twenty deep. */
    private static final int DEEPEST = 32;
    /** Bytes of a number of 64 bits. */
    private static final int LONGEST_NUMBER = 10;
    /** Fields of four bits that say that a number follows. */
    private static final int LONG_FORM = 15;

    private final ByteBuffer bytes;

    private CompactThrift(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /**
     * Whether a whole struct stands at the buffer's position; the position stays.
     *
     * @throws IOException if what stands there is no struct
     */
    static boolean isWhole(ByteBuffer bytes) throws IOException {
        return new CompactThrift(bytes.duplicate()).struct(DEEPEST);
    }

    private boolean struct(int depth) throws IOException {
        while (bytes.hasRemaining()) {
            int header = bytes.get();
            if (header == 0) {
                return true;
            }
            boolean named = (header & 0xf0) != 0 || number() >= 0;
            // A field that is true or false has no bytes of its own.
            boolean flag = (header & 0x0f) == 1 || (header & 0x0f) == 2;
            if (!named || (!flag && !value(header & 0x0f, depth))) {
                return false;
            }
        }
        return false;
    }

    private boolean value(int type, int depth) throws IOException {
        if (depth == 0) {
            throw new IOException("its metadata are nested too deep");
        }
        return switch (type) {
            case 1, 2, 3 -> skip(1);
            case 4, 5, 6 -> number() >= 0;
            case 7 -> skip(Double.BYTES);
            case 8 -> skip(number());
            case 9, 10 -> list(depth);
            case 11 -> map(depth);
            case 12 -> struct(depth - 1);
            case 13 -> skip(2 * Long.BYTES);
            default -> throw new IOException("its metadata have a field of no known type");
        };
    }

    private boolean list(int depth) throws IOException {
        if (!bytes.hasRemaining()) {
            return false;
        }
        int header = bytes.get();
        int size = (header & 0xff) >> 4;
        return values(size == LONG_FORM ? number() : size, header & 0x0f, depth);
    }

    private boolean values(long count, int type, int depth) throws IOException {
        // Each takes at least a byte.
        if (count < 0 || count > bytes.remaining()) {
            return false;
        }
        for (long i = 0; i < count; i++) {
            if (!value(type, depth - 1)) {
                return false;
            }
        }
        return true;
    }

    private boolean map(int depth) throws IOException {
        long count = number();
        if (count == 0) {
            return true;
        }
        if (count < 0 || count > bytes.remaining() || !bytes.hasRemaining()) {
            return false;
        }
        int types = bytes.get();
        for (long i = 0; i < count; i++) {
            if (!value((types & 0xff) >> 4, depth - 1) || !value(types & 0x0f, depth - 1)) {
                return false;
            }
        }
        return true;
    }

    /** A number without its sign, or -1 if the bytes end before it does. */
    private long number() throws IOException {
        long number = 0;
        for (int i = 0; bytes.hasRemaining(); i++) {
            if (i == LONGEST_NUMBER) {
                throw new IOException("its metadata have a number that is too long");
            }
            byte b = bytes.get();
            number |= (long) (b & 0x7f) << (7 * i);
            if (b >= 0) {
                return number & Long.MAX_VALUE;
            }
        }
        return -1;
    }

    private boolean skip(long count) {
        if (count < 0 || count > bytes.remaining()) {
            return false;
        }
        bytes.position(bytes.position() + (int) count);
        return true;
    }
}
