package dev.headstart.pictures;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What a JPEG's EXIF segment (Exif 2.32, 4.5 and 4.6) says of how the picture lies. */
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

    /** @param tiff the segment's content, whose offsets count from its start */
    private static boolean upright(ByteBuffer tiff) {
        String order = Container.text(tiff, 0, 2);
        tiff.order(order.equals("II") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = tiff.getInt(4);
        if (!order.matches("II|MM") || tiff.getShort(2) != TIFF_VERSION || directory < TIFF_HEADER) {
            return false;
        }
        int count = tiff.getShort(directory) & 0xffff;
        for (int entry = directory + 2; entry < directory + 2 + count * ENTRY; entry += ENTRY) {
            if ((tiff.getShort(entry) & 0xffff) == ORIENTATION && (tiff.getShort(entry + 2) != SHORT
                    || tiff.getInt(entry + 4) != 1 || tiff.getShort(entry + 8) != UPRIGHT)) {
                return false;
            }
        }
        return true;
    }
}
