package dev.headstart.pictures;

/** Turns pixels that lie as an orientation says (EXIF 2.32, 4.6.4 A). */
final class Upright {
    /** Columns at a time: where they are rows of what lies, so many rows stay in cache from one row to the next. */
    private static final int BLOCK = 64;

    private Upright() {}

    /** @param orientation from 1 to 8: where the first row and column belong */
    static Pixels of(Pixels lying, int orientation) {
        if (orientation == 1) {
            return lying;
        }
        boolean swapped = orientation >= 5;
        boolean mirrored = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
        boolean upsideDown = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
        int width = swapped ? lying.height() : lying.width();
        int height = swapped ? lying.width() : lying.height();
        int stepX = 3 * (mirrored ? -1 : 1);
        int stepY = 3 * lying.width() * (upsideDown ? -1 : 1);
        int first = 3 * ((upsideDown ? lying.height() - 1 : 0) * lying.width() + (mirrored ? lying.width() - 1 : 0));
        int right = swapped ? stepY : stepX;
        int down = swapped ? stepX : stepY;
        byte[] in = lying.bgr();
        byte[] bgr = new byte[in.length];
        for (int block = 0; block < width; block += BLOCK) {
            int end = Math.min(block + BLOCK, width);
            for (int y = 0; y < height; y++) {
                int from = first + y * down + block * right;
                int to = 3 * (y * width + block);
                for (int x = block; x < end; x++, from += right, to += 3) {
                    bgr[to] = in[from];
                    bgr[to + 1] = in[from + 1];
                    bgr[to + 2] = in[from + 2];
                }
            }
        }
        return new Pixels(width, height, bgr, swapped ? lying.whole().turned() : lying.whole(), lying.reduction(),
                lying.warning());
    }
}
