package dev.headstart.pictures;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;
import java.util.Set;

/** The orientation that EXIF (2.32, 4.5 and 4.6) gives, read as leniently as Pillow 13 reads it. */
final class Exif {
    private static final String SIGNATURE = "Exif\0\0";
    /** Some files have the signature twice. */
    private static final int MOST_SIGNATURES = 2;
    /** The latter two are wrong; their byte order is plain. */
    private static final Set<String> VERSIONS = Set.of("II*\0", "MM\0*", "MM*\0", "II\0*");
    private static final int VERSION_LENGTH = 4;

    private static final int ENTRY = 12;
    private static final int ENTRY_VALUE = 8;
    private static final int INLINE = 4;
    private static final int ORIENTATION = 0x0112;
    /** The value of a tag that is there but holds no whole number. */
    private static final int NONE_OF_THEM = 0;

    private Exif() {}

    /**
     * Reads the orientation tag, which may have any numeric type. Returns 0 if the value is not a whole number, and nothing if there is no
     * such tag.
     *
     * @param exif with its signature or without
     */
    static OptionalInt orientation(ByteBuffer exif) {
        ByteBuffer tiff = unsigned(exif);
        String version = Container.text(tiff, 0, VERSION_LENGTH);
        if (!VERSIONS.contains(version)) {
            return OptionalInt.empty();
        }
        tiff.order(version.startsWith("II") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        try {
            return entry(tiff, tiff.getInt(4));
        } catch (IndexOutOfBoundsException _) {
            return OptionalInt.empty(); // it ends before the tag
        }
    }

    private static ByteBuffer unsigned(ByteBuffer exif) {
        int at = 0;
        for (int i = 0; i < MOST_SIGNATURES && Container.text(exif, at, SIGNATURE.length()).equals(SIGNATURE); i++) {
            at += SIGNATURE.length();
        }
        return exif.slice(at, exif.limit() - at);
    }

    /** An entry whose values lie beyond the file ends the directory, as it does for Pillow. */
    private static OptionalInt entry(ByteBuffer tiff, int directory) {
        int count = tiff.getShort(directory) & 0xffff;
        long behind = 0; // bytes of values that lie behind the directory
        for (int at = directory + 2; at < directory + 2 + count * ENTRY; at += ENTRY) {
            int tag = tiff.getShort(at) & 0xffff;
            int type = tiff.getShort(at + 2) & 0xffff;
            long size = size(type) * (tiff.getInt(at + 4) & 0xffffffffL);
            long values = (long) at + ENTRY_VALUE;
            if (size > INLINE) {
                behind += size;
                if (behind > tiff.limit()) {
                    continue;
                }
                values = tiff.getInt(at + ENTRY_VALUE) & 0xffffffffL;
                if (values + size > tiff.limit()) {
                    return OptionalInt.empty();
                }
            }
            if (tag == ORIENTATION && size > 0) {
                return OptionalInt.of(whole(number(tiff, type, (int) values)));
            }
        }
        return OptionalInt.empty();
    }

    /** Bytes of a value (TIFF 6.0, page 15, and BigTIFF); 0 for a type that is not known. */
    private static int size(int type) {
        return switch (type) {
            case 1, 2, 6, 7 -> 1;
            case 3, 8 -> 2;
            case 4, 9, 11, 13 -> 4;
            case 5, 10, 12, 16 -> 8;
            default -> 0;
        };
    }

    /** Returns the first value of an entry. Pillow does not read bytes and text as numbers. */
    private static double number(ByteBuffer tiff, int type, int at) {
        return switch (type) {
            case 3 -> tiff.getShort(at) & 0xffff;
            case 4, 13 -> tiff.getInt(at) & 0xffffffffL;
            case 5 -> (double) (tiff.getInt(at) & 0xffffffffL) / (tiff.getInt(at + 4) & 0xffffffffL);
            case 6 -> tiff.get(at);
            case 8 -> tiff.getShort(at);
            case 9 -> tiff.getInt(at);
            case 10 -> (double) tiff.getInt(at) / tiff.getInt(at + 4);
            case 11 -> tiff.getFloat(at);
            case 12 -> tiff.getDouble(at);
            case 16 -> tiff.getLong(at);
            default -> NONE_OF_THEM;
        };
    }

    private static int whole(double number) {
        return number == Math.rint(number) && Math.abs(number) < Short.MAX_VALUE ? (int) number : NONE_OF_THEM;
    }
}
