package dev.headstart.tiff;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The strips or tiles that a picture's rows are cut into.
 *
 * @param width of each, in pixels
 * @param height of each but the last strip
 * @param planes 1, or a plane for each sample of a pixel, all of whose blocks lie behind those of the plane before
 * @param lengths of each in bytes; empty where nothing is compressed, and their rows say it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Blocks(Size picture, boolean tiled, int width, int height, int planes, long[] offsets, long[] lengths) {
    private static final int TOGETHER = 1;
    private static final int SEPARATE = 2;

    /** Of 4,096 x 4,096: tiles may be larger than a small picture, and what is outside of it is read as well. */
    private static final long LARGEST_TILE = 1L << 24;
    /** All tiles have at most so many times the picture's pixels beside those of one tile. */
    private static final int MOST_TIMES = 4;

    /** A picture's or block's, in pixels. */
    record Size(int width, int height) {
        long pixels() {
            return (long) width * height;
        }
    }

    static Blocks of(Directory directory, Size picture, Kind kind, Compression compression) throws IOException {
        int configuration = directory.one(Tag.PLANAR_CONFIGURATION, TOGETHER);
        if (configuration != TOGETHER && configuration != SEPARATE) {
            throw new IOException("a broken TIFF: it does not say how the samples of a pixel lie");
        }
        int planes = configuration == SEPARATE ? kind.samples() : 1;
        boolean tiled = !directory.has(Tag.STRIP_OFFSETS);
        Size block = tiled ? new Size(directory.one(Tag.TILE_WIDTH), directory.one(Tag.TILE_LENGTH))
                : new Size(picture.width(), rows(directory, picture.height()));
        long perPlane = block.width() < 1 || block.height() < 1 ? 0
                : Math.ceilDiv(picture.width(), block.width()) * (long) Math.ceilDiv(picture.height(), block.height());
        if (perPlane == 0 || block.pixels() > (LARGEST_TILE + MOST_TIMES * picture.pixels()) / perPlane) {
            throw new IOException(
                    "a broken TIFF: its pixels lie in blocks of " + block.width() + " x " + block.height());
        }
        long count = perPlane * planes;
        long[] offsets = directory.all(tiled ? Tag.TILE_OFFSETS : Tag.STRIP_OFFSETS, count);
        long[] lengths = compression == Compression.NONE ? new long[0]
                : directory.all(tiled ? Tag.TILE_BYTE_COUNTS : Tag.STRIP_BYTE_COUNTS, count);
        if (offsets.length != count || (compression != Compression.NONE && lengths.length != count)) {
            throw new IOException("a broken TIFF: it does not say where all its pixels are");
        }
        return new Blocks(picture, tiled, block.width(), block.height(), planes, offsets, lengths);
    }

    private static int rows(Directory directory, int height) throws IOException {
        long rows = directory.has(Tag.ROWS_PER_STRIP) ? directory.all(Tag.ROWS_PER_STRIP, 1)[0] : height;
        return (int) Math.min(rows, height);
    }

    int count() {
        return offsets.length;
    }

    private int across() {
        return Math.ceilDiv(picture.width(), width);
    }

    private int perPlane() {
        return offsets.length / planes;
    }

    int plane(int block) {
        return block / perPlane();
    }

    /** The picture's column where a block begins. */
    int left(int block) {
        return block % perPlane() % across() * width;
    }

    /** The picture's row where a block begins. */
    int top(int block) {
        return block % perPlane() / across() * height;
    }

    /** Rows of a block that the picture has too. */
    int visible(int block) {
        return Math.min(height, picture.height() - top(block));
    }

    /** Rows that a block has in the file: only uncompressed ones may lack those below the picture. */
    int stored(int block) {
        return tiled && lengths.length > 0 ? height : visible(block);
    }

    /** The bytes of a block as they lie in the file. */
    InputStream open(byte[] file, int block) throws IOException {
        long length = lengths.length > 0 ? lengths[block] : Math.max(file.length - offsets[block], 0);
        if (offsets[block] > file.length - length || length < 1) {
            throw truncated();
        }
        return new ByteArrayInputStream(file, (int) offsets[block], (int) length);
    }

    static IOException truncated() {
        return new IOException("truncated TIFF: pixels are missing");
    }
}
