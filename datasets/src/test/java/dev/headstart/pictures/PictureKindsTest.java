package dev.headstart.pictures;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A whole picture of every kind of every format, which {@code make_formats.py} wrote. */
class PictureKindsTest {
    private static final String UNREAD = ", which is not read";

    /** Whole pictures that are refused, and as what. */
    private static final Map<String, String> REFUSED = Map.ofEntries(
            Map.entry("bmp-444-masks.bmp", "a BMP of 16 bits a pixel with masks of its own" + UNREAD),
            Map.entry("tiff-float32.tif", "a TIFF of 32-bit float samples" + UNREAD),
            Map.entry("tiff-int32.tif", "a TIFF of 32-bit samples of grey" + UNREAD),
            Map.entry("tiff-grey16-white-is-zero.tif", "a TIFF of 16-bit samples of grey that is white at 0" + UNREAD),
            Map.entry("tiff-signed8.tif", "a TIFF of 8-bit signed samples" + UNREAD),
            Map.entry("tiff-lab.tif", "a TIFF of CIELAB" + UNREAD),
            Map.entry("tiff-ycbcr.tif", "a TIFF of YCbCr" + UNREAD),
            Map.entry("tiff-tiff_ccitt.tif", "a TIFF of CCITT run lengths" + UNREAD),
            Map.entry("tiff-group3.tif", "a TIFF of a group 3 fax" + UNREAD),
            Map.entry("tiff-group4.tif", "a TIFF of a group 4 fax" + UNREAD),
            Map.entry("tiff-rgb-jpeg.tif", "a TIFF of JPEG data" + UNREAD),
            Map.entry("tiff-rgb-lzma.tif", "a TIFF of LZMA data" + UNREAD),
            Map.entry("tiff-rgb-zstd.tif", "a TIFF of zstd data" + UNREAD),
            Map.entry("tiff-rgb-webp.tif", "a TIFF of WebP data" + UNREAD),
            Map.entry("tiff-unknown-compression.tif", "a TIFF of data of the compression 34661" + UNREAD));

    @Test
    void everyKindIsReadToTheByteOrRefusedByItsName() throws IOException {
        Decoder decoder = new Decoder(Orientation.APPLY, Long.MAX_VALUE);
        Verdicts verdicts = new Verdicts();
        List<String> unexpected = new ArrayList<>();
        for (var picture : Damage.pictures().entrySet()) {
            String name = picture.getKey();
            String expected = REFUSED.getOrDefault(name, verdicts.of(name).getFirst());
            String found = verdict(decoder, picture.getValue());
            if (!found.equals(expected)) {
                unexpected.add(name + " is " + found + ", not " + expected);
            }
        }
        assertEquals(List.of(), unexpected);
    }

    private static String verdict(Decoder decoder, byte[] file) {
        try {
            return Verdicts.of(decoder.decode(file));
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
