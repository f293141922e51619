package dev.headstart.pictures;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What EXIF (2.32, 4.5 and 4.6), in a JPEG's segment or a WebP's chunk, says of how the picture lies. */
final class Exif {
    private static final int SOS = 0xda;
    private static final int APP1 = 0xe1;
    private static final String SIGNATURE = "Exif\0\0";
    private static final int TIFF_VERSION = 42;
    private static final int TIFF_HEADER = 8;
    private static final int ENTRY = 12;
    private static final int ORIENTATION = 0x0112;
    private static final int SHORT = 3;
    private static final int UPRIGHT = 1;
    private static final int LAST = 8;

    private Exif() {}

    /** Whether it is beyond doubt that the picture lies as it is to be seen; what is odd is left to a whole EXIF reader. */
    static boolean upright(byte[] jpeg) {
        ByteBuffer file = ByteBuffer.wrap(jpeg).position(2);
        try {
            for (;;) {
                int marker = file.getShort() & 0xffff;
                if (marker == (0xff00 | SOS)) {
                    return true;
                }
                int next = file.position() + (file.getShort(file.position()) & 0xffff);
                if (marker >> 8 != 0xff || next <= file.position()) {
                    return false;
                }
                if (marker == (0xff00 | APP1)
                        && Container.text(file, file.position() + 2, SIGNATURE.length()).equals(SIGNATURE)
                        && !upright(file.slice(file.position() + 2 + SIGNATURE.length(),
                                next - file.position() - 2 - SIGNATURE.length()))) {
                    return false;
                }
                file.position(next);
            }
        } catch (IndexOutOfBoundsException | IllegalArgumentException | BufferUnderflowException _) {
            return false;
        }
    }

    /** How a WebP's picture lies (RFC 9649, 2.7.1.5), from 1 to 8: upright where nothing else is said that can be read. */
    static int ofWebp(byte[] webp) {
        try {
            int orientation = WebpStructure.chunk(webp, "EXIF")
                    .map(Exif::unsigned)
                    .map(Exif::orientation)
                    .orElse(UPRIGHT);
            return orientation > UPRIGHT && orientation <= LAST ? orientation : UPRIGHT;
        } catch (IndexOutOfBoundsException | BufferUnderflowException _) {
            return UPRIGHT;
        }
    }

    /** Without the signature, which a WebP may have or not. */
    private static ByteBuffer unsigned(ByteBuffer exif) {
        boolean signed = Container.text(exif, 0, SIGNATURE.length()).equals(SIGNATURE);
        return signed ? exif.slice(SIGNATURE.length(), exif.limit() - SIGNATURE.length()) : exif;
    }

    private static boolean upright(ByteBuffer tiff) {
        return orientation(tiff) == UPRIGHT;
    }

    /**
     * The tag's value, {@link #UPRIGHT} if there is none, 0 where it is odd.
     *
     * @param tiff the segment's content, whose offsets count from its start
     */
    private static int orientation(ByteBuffer tiff) {
        String order = Container.text(tiff, 0, 2);
        tiff.order(order.equals("II") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = tiff.getInt(4);
        if (!order.matches("II|MM") || tiff.getShort(2) != TIFF_VERSION || directory < TIFF_HEADER) {
            return 0;
        }
        int orientation = UPRIGHT;
        int count = tiff.getShort(directory) & 0xffff;
        for (int entry = directory + 2; entry < directory + 2 + count * ENTRY; entry += ENTRY) {
            if ((tiff.getShort(entry) & 0xffff) == ORIENTATION) {
                if (tiff.getShort(entry + 2) != SHORT || tiff.getInt(entry + 4) != 1) {
                    return 0;
                }
                orientation = orientation == UPRIGHT ? tiff.getShort(entry + 8) : orientation;
            }
        }
        return orientation;
    }
}
