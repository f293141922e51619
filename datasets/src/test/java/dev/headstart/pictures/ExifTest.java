package dev.headstart.pictures;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** {@link PillowsPicturesTest} has the kinds of EXIF that there are. */
class ExifTest {

    @Property(tries = 20)
    void theTagIsReadInEitherByteOrder(@ForAll @IntRange(max = 9) int orientation, @ForAll boolean little) {
        assertEquals(OptionalInt.of(orientation),
                Exif.orientation(exif(orientation, little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN)));
    }

    @Property(tries = 300)
    void damageIsNeverAnException(@ForAll @IntRange(max = 25) int at, @ForAll byte value) {
        ByteBuffer file = exif(1, ByteOrder.BIG_ENDIAN).put(at, value);
        new Metadata(file, null).orientation();
        new Metadata(file.slice(0, at), null).orientation();
    }

    @Example
    void aDirectoryThatWouldLeadBehindTheEndSaysNothing() {
        assertEquals(OptionalInt.empty(), Exif.orientation(exif(6, ByteOrder.BIG_ENDIAN).putInt(4, -5)));
        assertEquals(OptionalInt.empty(), Exif.orientation(exif(6, ByteOrder.BIG_ENDIAN).putInt(4, 1_000_000)));
    }

    /** One entry. */
    private static ByteBuffer exif(int value, ByteOrder order) {
        ByteBuffer tiff = ByteBuffer.allocate(26).order(order);
        tiff.put((order == ByteOrder.LITTLE_ENDIAN ? "II" : "MM").getBytes(StandardCharsets.US_ASCII));
        tiff.putShort((short) 42).putInt(8).putShort((short) 1);
        tiff.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) value).putShort((short) 0);
        return tiff.flip().limit(26);
    }
}
