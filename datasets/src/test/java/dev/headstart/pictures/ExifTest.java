package dev.headstart.pictures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ExifTest {
    private static final Path IMAGES = Path.of("src/test/resources/golden/images");

    @Example
    void aPictureWithoutExifLiesUpright() throws IOException {
        assertTrue(Exif.upright(Files.readAllBytes(IMAGES.resolve("landscape-420.jpg"))));
    }

    @Example
    void orientationSixDoesNot() throws IOException {
        assertFalse(Exif.upright(Files.readAllBytes(IMAGES.resolve("exif-rotate-6.jpg"))));
    }

    @Property(tries = 20)
    void onlyOrientationOneDoesInEitherByteOrder(@ForAll @IntRange(max = 9) int orientation, @ForAll boolean little) {
        assertEquals(orientation == 1,
                Exif.upright(jpeg(0x0112, 3, orientation, little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN)));
    }

    @Example
    void anotherTagSaysNothingAndAnotherTypeIsNotTrusted() {
        assertTrue(Exif.upright(jpeg(0x0110, 3, 6, ByteOrder.LITTLE_ENDIAN)));
        assertFalse(Exif.upright(jpeg(0x0112, 4, 1, ByteOrder.LITTLE_ENDIAN)));
    }

    @Property(tries = 300)
    void damageIsNeverAnException(@ForAll @IntRange(max = 64) int at, @ForAll byte value) {
        byte[] file = jpeg(0x0112, 3, 1, ByteOrder.BIG_ENDIAN);
        file[at % file.length] = value;
        Exif.upright(file);
    }

    /** SOI, an EXIF segment of one entry, SOS. */
    private static byte[] jpeg(int tag, int type, int value, ByteOrder order) {
        ByteBuffer tiff = ByteBuffer.allocate(26).order(order);
        tiff.put((order == ByteOrder.LITTLE_ENDIAN ? "II" : "MM").getBytes(StandardCharsets.US_ASCII));
        tiff.putShort((short) 42).putInt(8).putShort((short) 1);
        tiff.putShort((short) tag).putShort((short) type).putInt(1).putShort((short) value).putShort((short) 0);
        ByteBuffer file = ByteBuffer.allocate(2 + 4 + 6 + tiff.capacity() + 4);
        file.putShort((short) 0xffd8).putShort((short) 0xffe1).putShort((short) (2 + 6 + tiff.capacity()));
        file.put("Exif\0\0".getBytes(StandardCharsets.US_ASCII)).put(tiff.array());
        return file.putShort((short) 0xffda).putShort((short) 2).array();
    }
}
