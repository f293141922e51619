package dev.headstart.pictures;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.imgcodecs.Imgcodecs;

class FastDecodeTest {
    private static final Path IMAGES = Path.of("src/test/resources/golden/images");
    private static final int CROP = 224;
    private static final ResizeCrop RESIZE = new ResizeCrop(256, CROP);
    private static final Reduction FAST = new Reduction(512);

    private final Decoder exact = new Decoder(Orientation.APPLY, Long.MAX_VALUE);
    private final Decoder fast = new Decoder(Orientation.APPLY, Long.MAX_VALUE, FAST);

    @ParameterizedTest
    @CsvSource({"1023, 2000, 1", "1024, 2000, 2", "2047, 1024, 2", "2048, 2049, 4", "2049, 2050, 1", "2050, 2052, 2",
        "4096, 4096, 8", "99999, 99990, 8"})
    void aPictureIsReducedAsFarAsItsShorterSideAndItsOrientationAllow(int width, int height, int by) {
        assertEquals(by, FAST.of(new Size(width, height)));
        assertEquals(1, Reduction.NONE.of(new Size(width, height)));
    }

    @Test
    void aReducedPictureGivesNearlyTheExactCropAndTheWholeSize() throws IOException {
        byte[] file = Files.readAllBytes(IMAGES.resolve("large.jpg"));
        Pixels reduced = fast.decode(file);
        Pixels whole = exact.decode(file);
        assertEquals(2, reduced.reduction());
        assertEquals(whole.whole(), reduced.whole());
        assertEquals(Math.ceilDiv(whole.width(), 2), reduced.width());
        assertClose(crop(whole), crop(reduced));
    }

    /** Sides that no power of two divides: without the fraction of a pixel the far edge would be shifted. */
    @ParameterizedTest
    @CsvSource({"2, 1501, 1127", "4, 2101, 2503", "8, 4101, 5003"})
    void everyReductionGivesNearlyTheExactCropUprightOrTurned(int by, int width, int height) throws IOException {
        byte[] plain = enlarged(width, height);
        assertEquals(by, fast.decode(plain).reduction());
        assertClose(crop(exact.decode(plain)), crop(fast.decode(plain)));
        byte[] turned = withOrientationSix(plain);
        Size upright = new Size(width, height).turned();
        assertEquals(upright, exact.decode(turned).whole());
        assertEquals(upright, fast.decode(turned).whole());
        assertEquals(Math.ceilDiv(height, by), fast.decode(turned).width());
        assertClose(crop(exact.decode(turned)), crop(fast.decode(turned)));
    }

    @Test
    void smallPicturesAndOtherFormatsAreDecodedExactly() throws IOException {
        Decoder always = new Decoder(Orientation.APPLY, Long.MAX_VALUE, new Reduction(1));
        byte[] png = Files.readAllBytes(IMAGES.resolve("rgb.png"));
        assertArrayEquals(exact.decode(png).bgr(), always.decode(png).bgr());
        byte[] small = Files.readAllBytes(IMAGES.resolve("landscape-420.jpg"));
        assertArrayEquals(exact.decode(small).bgr(), fast.decode(small).bgr());
        assertEquals(8, always.decode(small).reduction());
    }

    private static byte[] crop(Pixels picture) {
        byte[] out = new byte[CROP * CROP * 3];
        RESIZE.apply(picture, ByteBuffer.wrap(out), 0);
        return out;
    }

    private static void assertClose(byte[] exact, byte[] fast) {
        long sum = 0;
        int most = 0;
        for (int i = 0; i < exact.length; i++) {
            int difference = Math.abs((exact[i] & 0xff) - (fast[i] & 0xff));
            sum += difference;
            most = Math.max(most, difference);
        }
        double mean = (double) sum / exact.length;
        assertTrue(most > 0 && mean < 1, "mean " + mean + ", most " + most);
    }

    /** The golden photograph at another size, as a JPEG. */
    private static byte[] enlarged(int width, int height) {
        new OpenCvLibrary().load();
        Mat in = Imgcodecs.imread(IMAGES.resolve("large.jpg").toString());
        Mat out = new Mat();
        org.opencv.imgproc.Imgproc.resize(in, out, new org.opencv.core.Size(width, height));
        MatOfByte file = new MatOfByte();
        assertTrue(Imgcodecs.imencode(".jpg", out, file));
        return file.toArray();
    }

    /** Adds an EXIF segment that says: turn a quarter clockwise. */
    private static byte[] withOrientationSix(byte[] jpeg) {
        byte[] exif = {(byte) 0xff, (byte) 0xe1, 0, 34, 'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1,
            0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0};
        return ByteBuffer.allocate(jpeg.length + exif.length)
                .put(jpeg, 0, 2)
                .put(exif)
                .put(jpeg, 2, jpeg.length - 2)
                .array();
    }
}
