package dev.headstart.pictures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnreadFormatTest {
    private static final int LENGTH = 200;

    private final Decoder decoder = new Decoder(Orientation.APPLY, Long.MAX_VALUE);

    /** The first bytes of files that Pillow, libjxl, libheif and others wrote. */
    @ParameterizedTest
    @CsvSource({"474946383961, a GIF", "0000010001002020, an ICO", "0000020001002020, a CUR",
        "0000001c6674797061766966, an AVIF", "0000002c6674797061766973, an AVIF", "000000186674797068656963, an HEIC",
        "00000018667479706d696631, an HEIC", "0000000c6a5020200d0a870a, a JPEG 2000", "ff4fff51002f, a JPEG 2000",
        "0000000c4a584c200d0a870a, a JPEG XL", "ff0afa1f, a JPEG XL", "4949bc01, a JPEG XR", "384250530001, a PSD",
        "762f310102000000, an OpenEXR", "233f52414449414e43450a, a Radiance HDR", "255044462d312e34, a PDF",
        "252150532d41646f6265, a PostScript file", "444453207c000000, a DDS", "716f6966, a QOI",
        "50370a5749445448, a PAM", "5066203132, a PFM", "0a05010800000000, a PCX", "59a66a95, a Sun raster",
        "01da0101, an SGI", "69636e73, an ICNS", "8a4d4e47, an MNG", "00000200000000000000000025001d001820, a TGA",
        "00000a000000000000000000 25001d001800, a TGA", "0001010000000118 00000000 25001d000820, a TGA"})
    void aPictureThatIsNotReadIsRefusedByItsName(String start, String name) {
        byte[] file = Arrays.copyOf(HexFormat.of().parseHex(start.replace(" ", "")), LENGTH);
        assertEquals(name + ", which is not read; JPEG, PNG, BMP, WebP, TIFF and PNM are", refusal(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
        "<?xml version=\"1.0\"?>\n<!-- drawn -->\n<svg width=\"4\"/>", "\n<!-- drawn -->\n<svg/>"})
    void anSvgIsToldByItsFirstElement(String text) {
        assertEquals("an SVG, which is not read; JPEG, PNG, BMP, WebP, TIFF and PNM are",
                refusal(text.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>", "<!DOCTYPE html><html></html>", "<?xml version=\"1.0\"?><plist/>", "path,label\n",
        "PK\u0003\u0004", "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"})
    void whatIsNoPictureIsCalledThat(String text) {
        assertEquals("not a picture: it begins with none of the signatures of JPEG, PNG, BMP, WebP, TIFF and PNM",
                refusal(text.getBytes(StandardCharsets.UTF_8)));
    }

    private String refusal(byte[] file) {
        return String.valueOf(assertThrows(IOException.class, () -> decoder.decode(file)).getMessage());
    }
}
