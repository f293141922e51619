package dev.headstart.pictures;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What {@code PictureKindsTest} has no file for. */
class BmpTest {
    private static final int HEADERS = 54;

    /** Pillow takes such samples for single bits, and the picture for black. */
    @Test
    void eightBitsOfBlackAndWhiteAreLookedUpInThePalette() throws IOException {
        byte[] file = bmp(4, 1, 8, 0, 2, 0, 0, 0, 0, 255, 255, 255, 0, 1, 0, 1, 1);
        assertArrayEquals(new byte[]{-1, -1, -1, 0, 0, 0, -1, -1, -1, -1, -1, -1}, new Bmp(file).bgr());
    }

    @Test
    void whiteOfFiveBitsIsWhite() throws IOException {
        byte[] file = bmp(2, 1, 16, 0, 0, 0xff, 0x7f, 0x10, 0x42);
        assertArrayEquals(new byte[]{-1, -1, -1, (byte) 131, (byte) 131, (byte) 131}, new Bmp(file).bgr());
    }

    @Test
    void aSizeThatTheFileCannotHoldIsTruncated() {
        assertEquals("truncated BMP: its pixels end beyond it", refusal(bmp(30_000, 30_000, 24, 0, 0, 1, 2, 3)));
        assertEquals("truncated BMP: its palette ends beyond it", refusal(bmp(1, 1, 8, 0, 200, 1, 2, 3)));
        assertEquals("a broken BMP: its palette has 70000 colours", refusal(bmp(1, 1, 8, 0, 70_000, 1, 2, 3)));
    }

    @Test
    void compressionsThatAreNotReadAreNamed() {
        assertEquals("a BMP that holds a JPEG, which is not read", refusal(bmp(1, 1, 0, 4, 0)));
        assertEquals("a BMP that holds a PNG, which is not read", refusal(bmp(1, 1, 0, 5, 0)));
        assertEquals("a BMP of the compression 11, which is not read", refusal(bmp(1, 1, 8, 11, 0)));
    }

    private static String refusal(byte[] file) {
        return String.valueOf(assertThrows(IOException.class, () -> new Bmp(file).bgr()).getMessage());
    }

    /** @param behind the header: a palette of so many colours as are used, and the pixels */
    private static byte[] bmp(int width, int height, int bits, int compression, int coloursUsed, int... behind) {
        byte[] file = new byte[HEADERS + behind.length];
        ByteBuffer header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        header.put("BM".getBytes(StandardCharsets.US_ASCII)).putInt(10, HEADERS + 4 * coloursUsed).putInt(14, 40);
        header.putInt(18, width).putInt(22, height).putShort(26, (short) 1).putShort(28, (short) bits);
        header.putInt(30, compression).putInt(46, coloursUsed);
        for (int i = 0; i < behind.length; i++) {
            file[HEADERS + i] = (byte) behind[i];
        }
        return file;
    }
}
