package dev.headstart.pictures;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The header of Netpbm's PBM, PGM and PPM, and that all samples are there. */
final class PnmStructure {
    private static final int MAX_BYTE = 255;
    private static final int MAX_SHORT = 65_535;

    private final ByteBuffer file;
    private int at = 2;

    private PnmStructure(ByteBuffer file) {
        this.file = file;
    }

    static Size check(ByteBuffer file) throws IOException {
        return new PnmStructure(file).check();
    }

    private Size check() throws IOException {
        int kind = file.get(1) - '0';
        boolean bits = kind == 1 || kind == 4;
        int channels = kind == 3 || kind == 6 ? 3 : 1;
        Size size = new Size(number(), number());
        int max = bits ? 1 : number();
        if (!bits && max != MAX_BYTE && max != MAX_SHORT) {
            throw new IOException(
                    "a PNM whose samples end at " + max + ", which is not read; those to 255 and 65535 are");
        }
        long samples = size.pixels() * channels;
        if (kind >= 4) {
            long line = bits ? (size.width() + 7L) / 8 : (long) size.width() * channels * (max > MAX_BYTE ? 2 : 1);
            if (at + 1 + line * size.height() > file.limit()) {
                throw new IOException("truncated PNM: its pixels end beyond it");
            }
            return size;
        }
        if (samples > file.limit()) {
            throw new IOException("truncated PNM: it has fewer samples than it says");
        }
        for (long i = 0; i < samples; i++) {
            if (bits) {
                skipSpace();
                at++;
            } else {
                number();
            }
        }
        if (at > file.limit()) {
            throw new IOException("truncated PNM: it has fewer samples than it says");
        }
        return size;
    }

    private int number() throws IOException {
        skipSpace();
        int from = at;
        while (at < file.limit() && Character.isDigit((char) file.get(at))) {
            at++;
        }
        if (at == from || at - from > 9) {
            throw new IOException("a broken or truncated PNM: a number is missing");
        }
        return Integer.parseInt(Container.text(file, from, at - from));
    }

    private void skipSpace() {
        while (at < file.limit() && (Character.isWhitespace((char) file.get(at)) || file.get(at) == '#')) {
            if (file.get(at) == '#') {
                while (at < file.limit() && file.get(at) != '\n') {
                    at++;
                }
            } else {
                at++;
            }
        }
    }
}
