package dev.headstart.tiff;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;

/** Unpacks the rows of blocks into one byte for each sample, of which 16 bits keep the upper 8. */
final class Rows {
    private static final int WIDE = 16;

    private final Kind kind;
    /** Which of a sample's two bytes counts most. */
    private final int upper;
    private final Blocks blocks;
    private final boolean predicted;
    private final int perPixel;
    private final byte[] line;

    Rows(Kind kind, ByteOrder order, Blocks blocks, boolean predicted) {
        this.kind = kind;
        upper = order == ByteOrder.BIG_ENDIAN ? 0 : 1;
        this.blocks = blocks;
        this.predicted = predicted;
        perPixel = blocks.planes() > 1 ? 1 : kind.samples();
        line = new byte[Math.toIntExact(kind.bytes(blocks.width(), perPixel))];
    }

    /** The bytes with the highest bit first. */
    InputStream ordered(InputStream in) {
        return kind.reversed() ? new ReversedBits(in) : in;
    }

    /**
     * Reads a block.
     *
     * @param samples of the whole picture
     */
    void read(InputStream in, int block, byte[] samples) throws IOException {
        int across = Math.min(blocks.width(), blocks.picture().width() - blocks.left(block));
        for (int y = 0; y < blocks.stored(block); y++) {
            if (in.readNBytes(line, 0, line.length) < line.length) {
                throw Blocks.truncated();
            }
            if (y >= blocks.visible(block)) {
                continue;
            }
            if (predicted) {
                sum();
            }
            int to = ((blocks.top(block) + y) * blocks.picture().width() + blocks.left(block)) * kind.samples()
                    + blocks.plane(block);
            for (int x = 0, i = 0; x < across; x++, to += kind.samples()) {
                for (int sample = 0; sample < perPixel; sample++) {
                    samples[to + sample] = sample(i++);
                }
            }
        }
    }

    /**
     * Reads behind a block to the checksum at its end. The last strip may have as many rows as the others.
     *
     * @throws IOException if the checksum is wrong, or something else follows
     */
    void requireEnd(InputStream in, int block) throws IOException {
        for (int y = blocks.stored(block); y < blocks.height() && in.readNBytes(line, 0, line.length) > 0; y++) {
            // these rows are below the picture
        }
        if (in.read() >= 0) {
            throw new IOException("a broken TIFF: it has more pixels than it says");
        }
    }

    private byte sample(int i) {
        int bits = kind.bits();
        if (bits == WIDE) {
            return line[2 * i + upper];
        }
        int perByte = Byte.SIZE / bits;
        return (byte) (line[i / perByte] >> (Byte.SIZE - bits - i % perByte * bits) & (1 << bits) - 1);
    }

    /** Adds to each sample the sample of the pixel to its left: the file stores the difference (TIFF 6.0, section 14). */
    private void sum() {
        if (kind.bits() == Byte.SIZE) {
            for (int i = perPixel; i < line.length; i++) {
                line[i] += line[i - perPixel];
            }
            return;
        }
        int lower = 1 - upper;
        for (int i = 2 * perPixel; i < line.length; i += 2) {
            int left = i - 2 * perPixel;
            int low = (line[i + lower] & 0xff) + (line[left + lower] & 0xff);
            line[i + lower] = (byte) low;
            line[i + upper] += (byte) (line[left + upper] + (low >> Byte.SIZE));
        }
    }
}
