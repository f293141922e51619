package dev.headstart.tiff;

import java.io.IOException;
import java.io.InputStream;

/** LZW as TIFF 6.0, section 13, has it: codes of 9 to 12 bits, the highest bit first, longer by a bit one code early. */
final class LzwInputStream extends InputStream {
    private static final int CLEAR = 256;
    private static final int END = 257;
    private static final int FIRST = 258;
    private static final int LEAST_BITS = 9;
    private static final int MOST_BITS = 12;
    private static final int CODES = 1 << MOST_BITS;

    private final InputStream in;
    /** Of each code, the code of its string without the last byte. */
    private final int[] before = new int[CODES];
    private final byte[] last = new byte[CODES];

    private int next = FIRST;
    private int width = LEAST_BITS;
    private int held;
    private int heldBits;
    private int previous = -1;
    private boolean begun;
    private boolean ended;

    /** The last string; what is left of it begins at {@link #at}. */
    private final byte[] string = new byte[CODES];
    private int at = CODES;

    LzwInputStream(InputStream in) {
        this.in = in;
        for (int i = 0; i < CLEAR; i++) {
            last[i] = (byte) i;
        }
    }

    @Override
    public int read() throws IOException {
        return at < CODES || fill() ? string[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        int done = 0;
        while (done < length && (at < CODES || fill())) {
            int n = Math.min(length - done, CODES - at);
            System.arraycopy(string, at, bytes, from + done, n);
            at += n;
            done += n;
        }
        return done == 0 && length > 0 ? -1 : done;
    }

    /** Reads one more string, or the end. */
    private boolean fill() throws IOException {
        int code = ended ? END : code();
        if (!begun && code != CLEAR && code != END) {
            throw Kind.notRead("LZW as it was before TIFF 6.0");
        }
        begun = true;
        while (code == CLEAR) {
            next = FIRST;
            width = LEAST_BITS;
            previous = -1;
            code = code();
        }
        ended = code == END;
        if (ended) {
            return false;
        }
        if (previous < 0 ? code > CLEAR : code > next || next == CODES) {
            throw new IOException("a broken TIFF: its LZW has a code that stands for nothing");
        }
        boolean repeats = previous >= 0 && code == next;
        expand(repeats ? previous : code, repeats ? CODES - 1 : CODES);
        if (repeats) {
            string[CODES - 1] = string[at];
        }
        if (previous >= 0) {
            before[next] = previous;
            last[next] = string[at];
            next++;
            if (next == (1 << width) - 1 && width < MOST_BITS) {
                width++;
            }
        }
        previous = code;
        return true;
    }

    /** Writes a code's string so that it ends at {@code end}. */
    private void expand(int code, int end) {
        at = end;
        int rest = code;
        while (rest >= FIRST) {
            string[--at] = last[rest];
            rest = before[rest];
        }
        string[--at] = last[rest];
    }

    /** The next code. Data that ends without an end code ends the strings too. */
    private int code() throws IOException {
        while (heldBits < width) {
            int more = in.read();
            if (more < 0) {
                return END;
            }
            held = held << Byte.SIZE | more;
            heldBits += Byte.SIZE;
        }
        heldBits -= width;
        return held >>> heldBits & (1 << width) - 1;
    }
}
