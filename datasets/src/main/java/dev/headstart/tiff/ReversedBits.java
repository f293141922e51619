package dev.headstart.tiff;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Turns the bits of each byte round: a file may begin with the lowest. */
final class ReversedBits extends FilterInputStream {
    ReversedBits(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        return value < 0 ? value : reversed(value);
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        int n = super.read(bytes, from, length);
        for (int i = from; i < from + n; i++) {
            bytes[i] = (byte) reversed(bytes[i]);
        }
        return n;
    }

    private static int reversed(int value) {
        return Integer.reverse(value) >>> (Integer.SIZE - Byte.SIZE);
    }
}
