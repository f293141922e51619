package dev.headstart.tiff;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Expands PackBits (TIFF 6.0, section 9). A run begins with a count. Literal bytes follow, or one byte that is repeated. */
final class PackBitsInputStream extends InputStream {
    private static final int NOTHING = 128;
    private static final int REPEATED = 257;

    private final InputStream in;
    private int left;
    private boolean repeats;
    private int value;

    PackBitsInputStream(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        if (!begun()) {
            return -1;
        }
        left--;
        return repeats ? value : in.read();
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        int done = 0;
        while (done < length && begun()) {
            int run = Math.min(left, length - done);
            if (repeats) {
                Arrays.fill(bytes, from + done, from + done + run, (byte) value);
            } else if (in.readNBytes(bytes, from + done, run) < run) {
                return -1;
            }
            left -= run;
            done += run;
        }
        return done == 0 && length > 0 ? -1 : done;
    }

    /** Whether there is another byte; reads what it is to be. */
    private boolean begun() throws IOException {
        while (left == 0) {
            int count = in.read();
            repeats = count > NOTHING;
            value = repeats ? in.read() : -1;
            if (count < 0 || (repeats && value < 0)) {
                return false;
            }
            left = count == NOTHING ? 0 : repeats ? REPEATED - count : count + 1;
        }
        return true;
    }
}
