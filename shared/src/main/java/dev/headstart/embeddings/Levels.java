package dev.headstart.embeddings;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Repetition or definition levels of one bit, run by run (parquet-format, {@code Encodings.md}, RLE / bit-packing hybrid). parquet-java hands
 * them out one by one, which takes longer than reading the floats.
 */
final class Levels {
    private final ByteBuffer runs;
    private int runStart;
    private int runEnd;
    private boolean packed;
    private int value;
    private int packedAt;

    private Levels(ByteBuffer runs) {
        this.runs = runs;
    }

    /** The levels that stand at a page's position, behind their length; the page stands behind them afterwards. */
    static Levels of(ByteBuffer page) throws IOException {
        int length = page.remaining() < Integer.BYTES ? -1 : page.getInt();
        if (length < 0 || length > page.remaining()) {
            throw new IOException("a page's levels end beyond it");
        }
        ByteBuffer runs = page.slice(page.position(), length);
        page.position(page.position() + length);
        return new Levels(runs);
    }

    /** The first index from {@code from} on that has the level {@code wanted}, or {@code end}. Indexes must not go back. */
    int next(int from, int end, int wanted) throws IOException {
        int at = from;
        while (at < end) {
            while (at >= runEnd) {
                nextRun();
            }
            if (packed) {
                int bit = at - runStart;
                if (((runs.get(packedAt + bit / Byte.SIZE) >> (bit % Byte.SIZE)) & 1) == wanted) {
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
            if (count > runs.remaining()) {
                throw new IOException("a page's levels end too soon");
            }
            runs.position(packedAt + count);
            runEnd = Math.addExact(runStart, Math.multiplyExact(count, Byte.SIZE));
        } else {
            if (count == 0 || !runs.hasRemaining()) {
                throw new IOException("a page's levels end too soon");
            }
            value = runs.get();
            runEnd = Math.addExact(runStart, count);
        }
    }
}
