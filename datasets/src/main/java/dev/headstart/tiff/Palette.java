package dev.headstart.tiff;

import java.io.IOException;

/**
 * The colours that a palette's numbers stand for.
 *
 * @param bgr blue, green and red of each
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Palette(byte[] bgr) {
    static final Palette NONE = new Palette(new byte[0]);

    /** All reds, then all greens, then all blues, of 16 bits, of which the upper 8 count. */
    static Palette of(Directory directory, int bits) throws IOException {
        int colours = 1 << bits;
        long[] values = directory.all(Tag.COLOR_MAP, 3L * colours);
        if (values.length != 3 * colours) {
            throw new IOException("a broken TIFF: its palette has " + values.length / 3 + " colours, not " + colours);
        }
        byte[] bgr = new byte[3 * colours];
        for (int i = 0; i < colours; i++) {
            for (int channel = 0; channel < 3; channel++) {
                bgr[3 * i + 2 - channel] = (byte) (values[channel * colours + i] >> Byte.SIZE);
            }
        }
        return new Palette(bgr);
    }
}
