package dev.headstart.pictures;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.LifecycleContext;
import net.jqwik.api.lifecycle.SkipExecutionHook;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.MatOfInt;
import org.opencv.imgcodecs.Imgcodecs;

/** The system's libjpeg-turbo against the JDK's libjpeg, and where they reduce, against OpenCV's. */
@AddLifecycleHook(TurboJpegTest.WhereThereIsNone.class)
class TurboJpegTest {
    private static final Path IMAGES = Path.of("src/test/resources/golden/images");
    private static final int[] SAMPLINGS = {0x111111, 0x211111, 0x221111, 0x411111};
    /** Colours of half the rows alone. */
    private static final int SAMPLING_440 = 0x121111;

    private final Optional<TurboJpeg> turbo = TurboJpeg.find();
    private final Decoder other = decoder(Optional.empty());

    /** An assumption that does not hold in every try is a failure to jqwik. */
    static final class WhereThereIsNone implements SkipExecutionHook {
        @Override
        public SkipResult shouldBeSkipped(LifecycleContext context) {
            return TurboJpeg.find().isPresent() ? SkipResult.doNotSkip()
                    : SkipResult
                            .skip("no libturbojpeg on this system; install it to compare it with the JDK's libjpeg");
        }
    }

    @Example
    void goldenPicturesHaveTheSameBytes() throws IOException {
        for (String name : new String[]{"landscape-420", "portrait-444", "grey", "progressive", "panorama", "large",
            "exif-rotate-6", "cmyk"}) {
            byte[] file = Files.readAllBytes(IMAGES.resolve(name + ".jpg"));
            Pixels expected = other.decode(file);
            Pixels actual = turbo.orElseThrow().decode(file, expected.whole(), 1).orElseThrow();
            assertArrayEquals(expected.bgr(), actual.bgr(), name);
        }
    }

    @Property(tries = 200)
    void anyJpegHasTheSameBytes(@ForAll @IntRange(min = 1, max = 70) int width,
            @ForAll @IntRange(min = 1, max = 70) int height, @ForAll @IntRange(min = 1, max = 100) int quality,
            @ForAll @IntRange(max = 3) int sampling, @ForAll boolean progressive, @ForAll long seed)
            throws IOException {
        byte[] file = jpeg(width, height, quality, SAMPLINGS[sampling], progressive, seed);
        Optional<Pixels> decoded = turbo.orElseThrow().decode(file, new Size(width, height), 1);
        assertArrayEquals(other.decode(file).bgr(), decoded.orElseThrow().bgr());
    }

    /** Noise. */
    private static byte[] jpeg(int width, int height, int quality, int sampling, boolean progressive, long seed) {
        byte[] bgr = new byte[width * height * 3];
        new SplittableRandom(seed).nextBytes(bgr);
        new OpenCvLibrary().load();
        Mat mat = new Mat(height, width, CvType.CV_8UC3);
        mat.put(0, 0, bgr);
        MatOfByte encoded = new MatOfByte();
        Imgcodecs.imencode(".jpg", mat, encoded,
                new MatOfInt(Imgcodecs.IMWRITE_JPEG_QUALITY, quality, Imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR, sampling,
                        Imgcodecs.IMWRITE_JPEG_PROGRESSIVE, progressive ? 1 : 0));
        return encoded.toArray();
    }

    @Property(tries = 60)
    void aReducedJpegHasTheSameBytes(@ForAll @IntRange(min = 1, max = 3) int power,
            @ForAll @IntRange(min = 300, max = 600) int width, @ForAll @IntRange(min = 300, max = 600) int height,
            @ForAll @IntRange(max = 3) int sampling, @ForAll boolean progressive, @ForAll long seed)
            throws IOException {
        byte[] file = jpeg(width, height, 90, SAMPLINGS[sampling], progressive, seed);
        Reduction reduction = new Reduction(Math.min(width, height) >> power);
        Pixels expected = new Decoder(Orientation.IGNORE, Long.MAX_VALUE, reduction, Optional.empty()).decode(file);
        Pixels actual = new Decoder(Orientation.IGNORE, Long.MAX_VALUE, reduction, turbo).decode(file);
        assertEquals(expected.whole(), actual.whole());
        assertEquals(expected.reduction(), actual.reduction());
        assertEquals(expected.width(), actual.width());
        assertArrayEquals(expected.bgr(), actual.bgr());
        assertArrayEquals(expected.bgr(),
                turbo.orElseThrow().decode(file, actual.whole(), actual.reduction()).orElseThrow().bgr());
    }

    /**
     * Nothing more is refused and nothing less. Coefficients that no encoder writes overflow differently in vector instructions, Pillow's too,
     * so the bytes of such pictures may differ.
     */
    @Property(tries = 300)
    void aDamagedJpegEndsAsItDoesWithout(@ForAll @IntRange(max = 1 << 20) int at, @ForAll byte value)
            throws IOException {
        byte[] file = Files.readAllBytes(IMAGES.resolve("landscape-420.jpg"));
        file[at % file.length] = value;
        assertEquals(ending(other, file), ending(decoder(turbo), file));
    }

    /** libjpeg-turbo before 2.0.3 rounds these in another way. That it has no say in them shows where something is wrong with them. */
    @Example
    void coloursOfHalfTheRowsAloneAreLeftToOthers() throws IOException {
        byte[] file = jpeg(50, 40, 90, SAMPLING_440, false, 1);
        assertArrayEquals(other.decode(file).bgr(), decoder(turbo).decode(file).bgr());
        byte[] damaged = Damage.withoutItsLastData(file);
        String refusal = ending(decoder(turbo), damaged);
        assertTrue(refusal.startsWith("a JPEG whose colours have half the rows alone"), refusal);
        assertEquals(ending(other, damaged), refusal);
    }

    @Example
    void whatHasAnotherSizeIsLeftToOthers() throws IOException {
        byte[] grey = Files.readAllBytes(IMAGES.resolve("grey.jpg"));
        assertTrue(turbo.orElseThrow().decode(grey, new Size(1, 1), 1).isEmpty());
        assertTrue(turbo.orElseThrow().decode(new byte[]{1, 2, 3}, new Size(1, 1), 1).isEmpty());
    }

    private static String ending(Decoder decoder, byte[] file) {
        try {
            return decoder.decode(file).whole().toString();
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static Decoder decoder(Optional<TurboJpeg> turbo) {
        return new Decoder(Orientation.IGNORE, Long.MAX_VALUE, Reduction.NONE, turbo);
    }
}
