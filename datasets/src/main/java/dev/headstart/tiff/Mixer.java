package dev.headstart.tiff;

/** Makes blue, green and red of samples, with Pillow's roundings. */
final class Mixer {
    private static final int MAX = 255;

    private final Kind kind;
    private final Palette palette;

    Mixer(Kind kind, Palette palette) {
        this.kind = kind;
        this.palette = palette;
    }

    /** @param samples that may be used again for the colours */
    byte[] bgr(byte[] samples) {
        int pixels = samples.length / kind.samples();
        byte[] bgr = kind.samples() == 3 ? samples : new byte[Math.multiplyExact(pixels, 3)];
        int full = kind.bits() < Byte.SIZE ? MAX / ((1 << kind.bits()) - 1) : 1;
        for (int i = 0, from = 0, to = 0; i < pixels; i++, from += kind.samples(), to += 3) {
            switch (kind.colours()) {
                case GREY -> set(bgr, to, (samples[from] & 0xff) * full);
                case GREY_DOWN -> set(bgr, to, MAX - (samples[from] & 0xff) * full);
                case PALETTE -> System.arraycopy(palette.bgr(), 3 * (samples[from] & 0xff), bgr, to, 3);
                case RGB -> rgb(samples, from, bgr, to);
                case CMYK -> cmyk(samples, from, bgr, to);
            }
        }
        return bgr;
    }

    private static void set(byte[] bgr, int to, int grey) {
        bgr[to] = (byte) grey;
        bgr[to + 1] = (byte) grey;
        bgr[to + 2] = (byte) grey;
    }

    private void rgb(byte[] samples, int from, byte[] bgr, int to) {
        int alpha = kind.multiplied() ? samples[from + 3] & 0xff : MAX;
        byte red = divided(samples[from], alpha);
        bgr[to + 1] = divided(samples[from + 1], alpha);
        bgr[to] = divided(samples[from + 2], alpha);
        bgr[to + 2] = red;
    }

    private static byte divided(byte colour, int alpha) {
        return alpha == MAX ? colour : (byte) (alpha == 0 ? 0 : Math.min((colour & 0xff) * MAX / alpha, MAX));
    }

    private static void cmyk(byte[] samples, int from, byte[] bgr, int to) {
        int light = MAX - (samples[from + 3] & 0xff);
        for (int channel = 0; channel < 3; channel++) {
            int product = (samples[from + channel] & 0xff) * light + 128;
            bgr[to + 2 - channel] = (byte) Math.max(light - (((product >> 8) + product) >> 8), 0);
        }
    }
}
