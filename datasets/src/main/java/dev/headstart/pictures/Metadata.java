package dev.headstart.pictures;

import java.nio.ByteBuffer;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a file says of its picture beside the pixels, in whatever format.
 *
 * @param exif EXIF, with its signature or without, or null
 * @param xmp the text of an XMP packet, or null
 */
record Metadata(@Nullable ByteBuffer exif, @Nullable String xmp) {
    /** A file that says nothing. */
    static final Metadata NONE = new Metadata(null, null);

    private static final Pattern XMP_ORIENTATION = Pattern.compile("tiff:Orientation(?:=\"|>)([0-9])");
    private static final int UPRIGHT = 1;
    private static final int LAST = 8;

    /**
     * How the picture lies, from 1 to 8, by the rule of {@code ImageOps.exif_transpose} in Pillow 13: the tag of EXIF counts; XMP counts where EXIF has
     * no such tag; the picture lies upright where neither says anything that can be read.
     */
    int orientation() {
        OptionalInt tag = exif == null ? OptionalInt.empty() : Exif.orientation(exif);
        if (tag.isEmpty() && xmp != null) {
            Matcher said = XMP_ORIENTATION.matcher(xmp);
            tag = said.find() ? OptionalInt.of(said.group(1).charAt(0) - '0') : tag;
        }
        int orientation = tag.orElse(UPRIGHT);
        return orientation > UPRIGHT && orientation <= LAST ? orientation : UPRIGHT;
    }
}
