package dev.headstart.tiff;

import dev.headstart.tiff.Blocks.Size;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;

/** The first picture of a TIFF. Its size is known before its pixels are read. */
public final class Tiff {
    private static final int HORIZONTAL = 2;
    private static final int UPRIGHT = 1;
    private static final int LAST_ORIENTATION = 8;

    private final byte[] file;
    private final Directory directory;
    private final Size size;
    private final Compression compression;
    private final Kind kind;

    /** @throws IOException if it is no TIFF, or has no picture, or one of a kind that is not read */
    public Tiff(byte[] file) throws IOException {
        this.file = file;
        directory = Directory.read(file);
        size = new Size(directory.one(Tag.WIDTH), directory.one(Tag.LENGTH));
        if (size.width() < 1 || size.height() < 1) {
            throw new IOException("a broken TIFF: it says it is " + size.width() + " x " + size.height());
        }
        compression = Compression.of(directory);
        kind = Kind.of(directory);
    }

    /** Columns, as they lie in the file. */
    public int width() {
        return size.width();
    }

    /** Rows, as they lie in the file. */
    public int height() {
        return size.height();
    }

    /** Where the first row and column belong, from 1 (at the top and left) to 8 (TIFF 6.0, page 36). */
    public int orientation() throws IOException {
        int orientation = directory.one(Tag.ORIENTATION, UPRIGHT);
        return orientation > UPRIGHT && orientation <= LAST_ORIENTATION ? orientation : UPRIGHT;
    }

    /** Bytes that {@link #bgr} takes: the samples, three colours of them in another array if there are not three, and a row of a block. */
    public long bytes() throws IOException {
        int perPixel = kind.samples() == 3 ? 3 : kind.samples() + 3;
        Blocks blocks = Blocks.of(directory, size, kind, compression);
        return perPixel * size.pixels() + kind.bytes(blocks.width(), kind.samples());
    }

    /**
     * Blue, green and red of each pixel, as they lie in the file. Alpha is dropped.
     *
     * @throws IOException if they are damaged, or of a kind that is not read
     */
    public byte[] bgr() throws IOException {
        Palette palette = kind.colours() == Kind.Colours.PALETTE ? Palette.of(directory, kind.bits()) : Palette.NONE;
        Blocks blocks = Blocks.of(directory, size, kind, compression);
        if (kind.bytes(size.width(), kind.samples()) * size.height() > (long) file.length * compression.most) {
            throw Blocks.truncated();
        }
        byte[] samples = new byte[Math.multiplyExact(Math.multiplyExact(size.width(), size.height()), kind.samples())];
        Rows rows = new Rows(kind, directory.order(), blocks, predicted());
        try {
            for (int block = 0; block < blocks.count(); block++) {
                try (InputStream in = compression.expand(rows.ordered(blocks.open(file, block)))) {
                    rows.read(in, block, samples);
                    if (compression == Compression.DEFLATE) {
                        rows.requireEnd(in, block);
                    }
                }
            }
        } catch (ZipException | EOFException e) {
            throw new IOException("a broken TIFF: its compressed pixels are damaged", e);
        }
        return new Mixer(kind, palette).bgr(samples);
    }

    private boolean predicted() throws IOException {
        int predictor = directory.one(Tag.PREDICTOR, 1);
        boolean obeyed = compression == Compression.LZW || compression == Compression.DEFLATE;
        if (!obeyed || predictor == 1) {
            return false;
        }
        if (predictor != HORIZONTAL || kind.bits() < Byte.SIZE) {
            throw Kind.notRead(kind.bits() + "-bit samples with the predictor " + predictor);
        }
        return true;
    }
}
