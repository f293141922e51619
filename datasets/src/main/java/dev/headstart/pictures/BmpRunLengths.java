package dev.headstart.pictures;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A BMP's run lengths of 8 or 4 bits, read as Pillow does: what ends before its last pixel is damaged. */
final class BmpRunLengths {
    private static final int END_OF_LINE = 0;
    private static final int END = 1;
    private static final int DELTA = 2;

    private final ByteBuffer file;
    private final boolean nibbles;
    private final int width;
    private final byte[] indexes;
    private int at;
    private int done;

    BmpRunLengths(ByteBuffer file, long start, boolean nibbles, Size size) {
        this.file = file;
        this.nibbles = nibbles;
        width = size.width();
        indexes = new byte[Math.multiplyExact(size.width(), size.height())];
        at = (int) Math.min(start, file.limit());
    }

    /** Row by row as they lie in the file, which mostly is from the bottom. */
    byte[] indexes() throws IOException {
        int x = 0;
        while (done < indexes.length && file.limit() - at >= 2) {
            int count = file.get(at++) & 0xff;
            int value = file.get(at++) & 0xff;
            if (count > 0) {
                int fits = Math.clamp(width - (long) x, 0, count);
                run(value, fits);
                x += fits;
            } else if (value == END_OF_LINE) {
                skip(Math.ceilDiv(done, width) * (long) width - done);
                x = 0;
            } else if (value == DELTA) {
                if (file.limit() - at < 2) {
                    break;
                }
                skip((file.get(at) & 0xff) + (file.get(at + 1) & 0xffL) * width);
                at += 2;
                x = done % width;
            } else if (value == END || !copy(value)) {
                break;
            } else {
                x += value;
            }
        }
        if (done < indexes.length) {
            throw new IOException("a broken BMP: its run lengths end before its last pixel");
        }
        return indexes;
    }

    private void run(int value, int count) {
        for (int i = 0; i < count && done < indexes.length; i++) {
            indexes[done++] = (byte) (!nibbles ? value : i % 2 == 0 ? value >> 4 : value & 15);
        }
    }

    private void skip(long pixels) {
        done += (int) Math.min(indexes.length - done, pixels);
    }

    /** Copies pixels that are stored one by one. The next code begins at an even offset in the file. */
    private boolean copy(int count) {
        int pixels = Math.min(indexes.length - done, count);
        int bytes = nibbles ? (pixels + 1) / 2 : pixels;
        if (file.limit() - at < bytes) {
            return false;
        }
        for (int i = 0; i < pixels; i++) {
            int value = file.get(at + (nibbles ? i / 2 : i)) & 0xff;
            indexes[done++] = (byte) (!nibbles ? value : i % 2 == 0 ? value >> 4 : value & 15);
        }
        at += bytes + (at + bytes) % 2;
        return true;
    }
}
