package dev.headstart.parquet;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Repetition or definition levels, run by run (parquet-format, {@code Encodings.md}, RLE / bit-packing hybrid). parquet-java hands them out
 * one by one, which takes longer than reading the floats.
 */
final class Levels {
    private final ByteBuffer runs;
    private final int width;
    private int runStart;
    private int runEnd;
    private boolean packed;
    private int value;
    private int packedAt;

    /**
     * @param runs all of them
     * @param width bits of a level: 1 or 2
     */
    Levels(ByteBuffer runs, int width) {
        this.runs = runs;
        this.width = width;
    }

    /** Bits of a level. */
    static int width(int max) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(max);
    }

    /** The first index from {@code from} on that has the level {@code wanted}, or {@code end}. Indexes must not go back. */
    int next(int from, int end, int wanted) throws IOException {
        int at = from;
        while (at < end) {
            enter(at);
            if (packed) {
                if (packed(at) == wanted) {
                    return at;
                }
                at++;
            } else if (value == wanted) {
                return at;
            } else {
                at = Math.min(runEnd, end);
            }
        }
        return end;
    }

    /** Whether the first {@code count} are all {@code level}. */
    boolean all(int count, int level) throws IOException {
        int at = 0;
        while (at < count) {
            enter(at);
            if (packed ? packed(at) != level : value != level) {
                return false;
            }
            at = packed ? at + 1 : runEnd;
        }
        return true;
    }

    private int packed(int at) {
        int bit = (at - runStart) * width;
        return runs.get(packedAt + bit / Byte.SIZE) >> bit % Byte.SIZE & (1 << width) - 1;
    }

    /** Goes on to the run that has this index. */
    private void enter(int at) throws IOException {
        while (at >= runEnd) {
            nextRun();
        }
    }

    private void nextRun() throws IOException {
        int header = 0;
        for (int shift = 0;; shift += 7) {
            if (!runs.hasRemaining() || shift > 28) {
                throw new IOException("a page has fewer levels than values");
            }
            byte b = runs.get();
            header |= (b & 0x7f) << shift;
            if (b >= 0) {
                break;
            }
        }
        packed = (header & 1) == 1;
        int count = header >>> 1;
        runStart = runEnd;
        if (packed) {
            packedAt = runs.position();
            // The last run may leave out the bytes of the levels that pad it.
            int bytes = (int) Math.min((long) count * width, runs.remaining());
            if (count == 0 || bytes == 0) {
                throw new IOException("a page's levels end too soon");
            }
            runs.position(packedAt + bytes);
            runEnd = Math.addExact(runStart, Math.multiplyExact(bytes, Byte.SIZE) / width);
        } else {
            if (count == 0 || !runs.hasRemaining()) {
                throw new IOException("a page's levels end too soon");
            }
            value = runs.get();
            runEnd = Math.addExact(runStart, count);
        }
    }
}
