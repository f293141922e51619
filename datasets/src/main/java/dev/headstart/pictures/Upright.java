package dev.headstart.pictures;

/** Turns pixels that lie as an orientation says (EXIF 2.32, 4.6.4 A). */
final class Upright {
    private Upright() {}

    /** @param orientation from 1 to 8: where the first row and column belong */
    static Pixels of(Pixels lying, int orientation) {
        if (orientation == 1) {
            return lying;
        }
        boolean swapped = orientation >= 5;
        int width = swapped ? lying.height() : lying.width();
        int height = swapped ? lying.width() : lying.height();
        byte[] bgr = new byte[lying.bgr().length];
        for (int y = 0, to = 0; y < height; y++) {
            for (int x = 0; x < width; x++, to += 3) {
                boolean mirrored = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
                boolean upsideDown = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
                int column = swapped ? y : x;
                int row = swapped ? x : y;
                int from = 3 * ((upsideDown ? lying.height() - 1 - row : row) * lying.width()
                        + (mirrored ? lying.width() - 1 - column : column));
                bgr[to] = lying.bgr()[from];
                bgr[to + 1] = lying.bgr()[from + 1];
                bgr[to + 2] = lying.bgr()[from + 2];
            }
        }
        return new Pixels(width, height, bgr);
    }
}
