package dev.headstart.pictures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What holds of the resize for every size; that it is Pillow's to the byte is {@link GoldenCropsTest}'s matter. */
class ResizeCropTest {

    @Property(tries = 100)
    void aPictureOfOneColourStaysThatColour(@ForAll @IntRange(min = 1, max = 600) int width,
            @ForAll @IntRange(min = 1, max = 600) int height, @ForAll byte colour) {
        byte[] bgr = new byte[width * height * 3];
        Arrays.fill(bgr, colour);
        for (byte b : crop(new Pixels(width, height, bgr), 48, 40)) {
            assertEquals(colour, b);
        }
    }

    @Property(tries = 50)
    void aTransposedPictureGivesTheTransposedCrop(@ForAll @IntRange(min = 1, max = 300) int width,
            @ForAll @IntRange(min = 1, max = 300) int height, @ForAll long seed) {
        byte[] bgr = new byte[width * height * 3];
        new SplittableRandom(seed).nextBytes(bgr);
        byte[] plain = crop(new Pixels(width, height, bgr), 48, 40);
        byte[] turned = crop(new Pixels(height, width, transpose(bgr, width, height)), 48, 40);
        byte[] back = transpose(turned, 40, 40);
        // The passes round to bytes in between, so their order may show in the last bit.
        for (int i = 0; i < plain.length; i++) {
            assertTrue(Math.abs((plain[i] & 0xff) - (back[i] & 0xff)) <= 1, "byte " + i);
        }
    }

    private static byte[] crop(Pixels picture, int resize, int crop) {
        ByteBuffer out = ByteBuffer.allocate(crop * crop * 3);
        new ResizeCrop(resize, crop).apply(picture, out, 0);
        return out.array();
    }

    private static byte[] transpose(byte[] pixels, int width, int height) {
        byte[] turned = new byte[pixels.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                System.arraycopy(pixels, (y * width + x) * 3, turned, (x * height + y) * 3, 3);
            }
        }
        return turned;
    }
}
