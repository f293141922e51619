package dev.headstart.pictures;

/** Four colours of a JPEG to the three that Pillow makes of them. JPEGs hold CMYK upside down, as Adobe writes it. */
final class Cmyk {
    private static final int MOST = 255;
    private static final int BITS = 16;
    private static final int HALF = 1 << (BITS - 1);
    /** ITU-T T.871's factors in fixed point, as libjpeg rounds them. */
    private static final int RED_OF_CR = fixed(1.40200);
    private static final int GREEN_OF_CR = fixed(0.71414);
    private static final int GREEN_OF_CB = fixed(0.34414);
    private static final int BLUE_OF_CB = fixed(1.77200);

    private Cmyk() {}

    private static int fixed(double factor) {
        return (int) (factor * (1 << BITS) + 0.5);
    }

    /** Puts cyan, magenta and yellow in the place of luminance and chroma, as libjpeg's {@code ycck_cmyk_convert} does. */
    static void ofYcck(byte[] pixels) {
        for (int i = 0; i < pixels.length; i += 4) {
            int y = pixels[i] & 0xff;
            int cb = (pixels[i + 1] & 0xff) - 128;
            int cr = (pixels[i + 2] & 0xff) - 128;
            pixels[i] = (byte) clip(MOST - (y + ((RED_OF_CR * cr + HALF) >> BITS)));
            pixels[i + 1] = (byte) clip(MOST - (y + ((-GREEN_OF_CB * cb - GREEN_OF_CR * cr + HALF) >> BITS)));
            pixels[i + 2] = (byte) clip(MOST - (y + ((BLUE_OF_CB * cb + HALF) >> BITS)));
        }
    }

    /** Blue, green and red as Pillow's {@code cmyk2rgb} computes them. */
    static byte[] bgr(byte[] cmyk) {
        byte[] bgr = new byte[cmyk.length / 4 * 3];
        for (int from = 0, to = 0; from < cmyk.length; from += 4, to += 3) {
            int white = cmyk[from + 3] & 0xff;
            bgr[to] = (byte) light(cmyk[from + 2], white);
            bgr[to + 1] = (byte) light(cmyk[from + 1], white);
            bgr[to + 2] = (byte) light(cmyk[from], white);
        }
        return bgr;
    }

    private static int light(byte stored, int white) {
        int product = (MOST - (stored & 0xff)) * white + 128;
        return clip(white - (((product >> 8) + product) >> 8));
    }

    private static int clip(int value) {
        return Math.clamp(value, 0, MOST);
    }
}
