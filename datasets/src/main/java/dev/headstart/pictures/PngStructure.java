package dev.headstart.pictures;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** PNG's chunks (ISO/IEC 15948): each with its checksum, IHDR first, IEND last. */
final class PngStructure {
    private static final int SIGNATURE = 8;
    private static final int FRAME = 12;
    /** As C's {@code isupper} of a chunk's first letter: the decoder may not pass it over. */
    private static final int ANCILLARY = 0x20;

    private PngStructure() {}

    static Size check(ByteBuffer file) throws IOException {
        if (!Container.text(file, SIGNATURE + 4, 4).equals("IHDR")) {
            throw new IOException("a PNG without a header");
        }
        Size size = new Size(file.getInt(SIGNATURE + 8), file.getInt(SIGNATURE + 12));
        boolean data = false;
        int at = SIGNATURE;
        for (;;) {
            if (file.limit() - at < FRAME) {
                throw new IOException("truncated PNG: it has no IEND chunk");
            }
            int length = file.getInt(at);
            String type = Container.text(file, at + 4, 4);
            if (length < 0 || length > file.limit() - at - FRAME) {
                throw new IOException("truncated PNG: chunk " + type.replaceAll("[^A-Za-z]", "?") + " ends beyond it");
            }
            CRC32 crc = new CRC32();
            crc.update(file.slice(at + 4, length + 4));
            if ((int) crc.getValue() != file.getInt(at + 8 + length) && (file.get(at + 4) & ANCILLARY) == 0) {
                throw new IOException(
                        "a broken PNG: chunk " + type.replaceAll("[^A-Za-z]", "?") + " has a wrong checksum");
            }
            data |= type.equals("IDAT");
            at += FRAME + length;
            if (type.equals("IEND")) {
                if (!data) {
                    throw new IOException("a PNG without a picture");
                }
                return size;
            }
        }
    }
}
