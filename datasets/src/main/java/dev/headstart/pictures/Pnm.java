package dev.headstart.pictures;

import java.io.IOException;

/** Netpbm's PBM, PGM and PPM, in text and binary, with the pixels that Pillow reads. Its size is known before its pixels are read. */
final class Pnm {
    private static final int MAX_BYTE = 255;
    private static final int MAX_SHORT = 65_535;
    private static final int LONGEST_NUMBER = 10;

    private final byte[] file;
    private final boolean text;
    private final boolean bits;
    private final int channels;
    private final Size size;
    private final int max;
    private int at = 2;

    Pnm(byte[] file) throws IOException {
        this.file = file;
        int kind = file[1] - '0';
        text = kind <= 3;
        bits = kind == 1 || kind == 4;
        channels = kind == 3 || kind == 6 ? 3 : 1;
        size = new Size(headerNumber(), headerNumber());
        max = bits ? 1 : headerNumber();
        if (max < 1 || max > MAX_SHORT) {
            throw new IOException("a broken PNM: it says its samples end at " + max);
        }
    }

    Size size() {
        return size;
    }

    /** Blue, green and red of each pixel. */
    byte[] bgr() throws IOException {
        int pixels = Math.multiplyExact(size.width(), size.height());
        long bytes = bits ? Math.ceilDiv(size.width(), Byte.SIZE) * (long) size.height()
                : (long) pixels * channels * (max > MAX_BYTE ? 2 : 1);
        if ((text ? (long) pixels * channels : bytes) > file.length - at) {
            throw truncated();
        }
        byte[] bgr = new byte[Math.multiplyExact(pixels, 3)];
        int place = at;
        for (int i = 0; i < pixels; i++) {
            for (int channel = 0; channel < channels; channel++) {
                int value = text ? textSample() : sample(place, i, channel);
                bgr[3 * i + 2 - channel] = scaled(value);
            }
            if (channels == 1) {
                bgr[3 * i] = bgr[3 * i + 2];
                bgr[3 * i + 1] = bgr[3 * i + 2];
            }
        }
        return bgr;
    }

    private int sample(int place, int pixel, int channel) {
        if (bits) {
            int x = pixel % size.width();
            int row = place + pixel / size.width() * Math.ceilDiv(size.width(), Byte.SIZE);
            return ~(file[row + x / Byte.SIZE] >> (Byte.SIZE - 1 - x % Byte.SIZE)) & 1;
        }
        int i = pixel * channels + channel;
        return max > MAX_BYTE ? (file[place + 2 * i] & 0xff) << Byte.SIZE | (file[place + 2 * i + 1] & 0xff)
                : file[place + i] & 0xff;
    }

    private int textSample() throws IOException {
        skip();
        if (at == file.length) {
            throw truncated();
        }
        if (bits) {
            int digit = file[at++] - '0';
            if (digit != 0 && digit != 1) {
                throw new IOException("a broken PNM: one of its bits is neither 0 nor 1");
            }
            return 1 - digit;
        }
        int value = number();
        if (value > max) {
            throw new IOException("a broken PNM: a sample of " + value + ", where it says they end at " + max);
        }
        return value;
    }

    /** Pillow makes 16 bits of grey samples of more than 8, of which the upper 8 count, and 8 bits of colours. */
    private byte scaled(int value) {
        if (max > MAX_BYTE && channels == 1) {
            return (byte) (Math.min(rounded(value, MAX_SHORT), MAX_SHORT) >> Byte.SIZE);
        }
        return (byte) Math.min(rounded(value, MAX_BYTE), MAX_BYTE);
    }

    /** To the nearest, and to the even one of two. */
    private int rounded(int value, int full) {
        return max == full ? value : (int) Math.rint((double) value / max * full);
    }

    /** A number and the byte that ends it. */
    private int headerNumber() throws IOException {
        skip();
        int number = number();
        at++;
        return number;
    }

    private int number() throws IOException {
        int from = at;
        long number = 0;
        while (at < file.length && !isSpace(file[at])) {
            int digit = file[at++] - '0';
            if (digit < 0 || digit > 9 || at - from > LONGEST_NUMBER) {
                throw new IOException("a broken PNM: a number has another character or too many digits");
            }
            number = 10 * number + digit;
        }
        if (at == from) {
            throw truncated();
        }
        return (int) Math.min(number, Integer.MAX_VALUE);
    }

    /** Passes space and comments. */
    private void skip() {
        while (at < file.length && (isSpace(file[at]) || file[at] == '#')) {
            if (file[at] == '#') {
                while (at < file.length && file[at] != '\n' && file[at] != '\r') {
                    at++;
                }
            } else {
                at++;
            }
        }
    }

    /** As Netpbm has it: a tab, a line's ends, a space. */
    private static boolean isSpace(byte character) {
        return character == ' ' || (character >= '\t' && character <= '\r');
    }

    private static IOException truncated() {
        return new IOException("truncated PNM: it has fewer samples than it says");
    }
}
