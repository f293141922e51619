package dev.headstart.pictures;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Follows GIF's LZW codes (GIF89a, appendix F) without making pixels of them: whether there are as many as the image has, and none that the
 * table does not know. ImageIO's decoder makes something of anything.
 */
final class GifLzw {
    private static final int MAX_CODES = 4096;
    private static final int MAX_WIDTH = 12;

    private final ByteBuffer file;
    private int at;
    private int blockEnd;
    private int bits;
    private int available;

    /** @param at the first data sub-block */
    private GifLzw(ByteBuffer file, int at) {
        this.file = file;
        this.at = at;
        blockEnd = at;
    }

    /**
     * @param file little-endian
     * @param from where the image's data begin, with the minimum code size
     * @param pixels that the image has
     */
    static void check(ByteBuffer file, int from, long pixels) throws IOException {
        int minimum = file.get(from) & 0xff;
        if (minimum < 1 || minimum > 11) {
            throw new IOException("a broken GIF: codes of " + minimum + " bits");
        }
        new GifLzw(file, from + 1).follow(minimum, pixels);
    }

    private void follow(int minimum, long pixels) throws IOException {
        int clear = 1 << minimum;
        int end = clear + 1;
        int[] length = new int[MAX_CODES];
        int next = end + 1;
        int width = minimum + 1;
        int previous = -1;
        for (long done = 0; done < pixels;) {
            int code = code(width);
            if (code == clear) {
                next = end + 1;
                width = minimum + 1;
                previous = -1;
                continue;
            }
            if (code == end) {
                throw new IOException("truncated GIF: " + done + " of " + pixels + " pixels");
            }
            boolean unknown = previous < 0 ? code > clear : code > next || (code == next && next == MAX_CODES);
            if (unknown) {
                throw new IOException("a broken GIF: a code that its table does not have");
            }
            int before = previous < 0 ? 0 : previous < clear ? 1 : length[previous];
            if (previous >= 0 && next < MAX_CODES) {
                length[next++] = before + 1;
                if (next == 1 << width && width < MAX_WIDTH) {
                    width++;
                }
            }
            done += code < clear ? 1 : length[code];
            previous = code;
        }
    }

    private int code(int width) throws IOException {
        while (available < width) {
            if (at == blockEnd) {
                int size = file.get(at++) & 0xff;
                if (size == 0) {
                    throw new IOException("truncated GIF: its codes end too soon");
                }
                blockEnd = at + size;
            }
            bits |= (file.get(at++) & 0xff) << available;
            available += Byte.SIZE;
        }
        int code = bits & ((1 << width) - 1);
        bits >>>= width;
        available -= width;
        return code;
    }
}
