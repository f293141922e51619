package dev.headstart.pictures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Crops that Pillow and torchvision made against ours; {@code golden/README.md} of the test resources says how they were made. */
class GoldenCropsTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final int CROP = 224;

    private final Decoder decoder = new Decoder(Orientation.IGNORE, Long.MAX_VALUE);

    @ParameterizedTest
    @CsvSource({"landscape-420.jpg, 256", "landscape-420.jpg, 232", "portrait-444.jpg, 256", "portrait-444.jpg, 232",
        "progressive.jpg, 256", "progressive.jpg, 232", "grey.jpg, 256", "grey.jpg, 232", "exif-rotate-6.jpg, 256",
        "exif-rotate-6.jpg, 232", "rgb.png, 256", "rgb.png, 232", "rgba.png, 256", "rgba.png, 232", "palette.png, 256",
        "palette.png, 232", "tiny.png, 256", "tiny.png, 232", "panorama.jpg, 256", "panorama.jpg, 232",
        "plain.bmp, 256", "plain.bmp, 232", "lossy.webp, 256", "lossy.webp, 232", "large.jpg, 256", "large.jpg, 232",
        "cmyk.jpg, 256", "cmyk.jpg, 232"})
    void cropsArePillowsToTheByte(String picture, int resize) throws IOException, NoSuchAlgorithmException {
        byte[] crop = crop(picture, resize);
        String sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(crop));
        assertEquals(expected(picture, resize), sha256);
    }

    /** {@code make_resizes.py} has the formula of the noise too. */
    @ParameterizedTest
    @MethodSource
    void everyShapeIsResizedAsPillow13Does(String shape, String sha256) throws NoSuchAlgorithmException {
        int[] n = Arrays.stream(shape.split("[x /]")).mapToInt(Integer::parseInt).toArray();
        byte[] bgr = new byte[n[0] * n[1] * 3];
        for (int i = 0; i < bgr.length; i++) {
            long mixed = (i / 3 % n[0] * 73L + i / 3 / n[0] * 15101L + (2 - i % 3) * 199933L + 7) * 2654435761L;
            mixed &= 0xffffffffL;
            mixed = (mixed ^ mixed >> 15) * 2246822519L & 0xffffffffL;
            bgr[i] = (byte) (mixed >> 24);
        }
        ByteBuffer out = ByteBuffer.allocate(n[3] * n[3] * 3);
        new ResizeCrop(n[2], n[3]).apply(new Pixels(n[0], n[1], bgr), out, 0);
        assertEquals(sha256, HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(out.array())));
    }

    static Stream<Arguments> everyShapeIsResizedAsPillow13Does() throws IOException {
        return JsonParser.parseString(Files.readString(GOLDEN.resolve("resizes.json")))
                .getAsJsonObject()
                .entrySet()
                .stream()
                .map(e -> Arguments.of(e.getKey(), e.getValue().getAsString()));
    }

    @Test
    void sixteenBitsAreTakenAsPillowsUpperEightNotDividedBy257() throws IOException {
        byte[] crop = crop("grey16.png", 256);
        BufferedImage golden = ImageIO.read(GOLDEN.resolve("crops").resolve("grey16.png.png").toFile());
        long difference = 0;
        for (int i = 0; i < CROP * CROP; i++) {
            int rgb = golden.getRGB(i % CROP, i / CROP);
            for (int c = 0; c < 3; c++) {
                difference += Math.abs((rgb >> (16 - 8 * c) & 0xff) - (crop[3 * i + c] & 0xff));
            }
        }
        double mean = difference / (3.0 * CROP * CROP);
        assertTrue(mean <= 2, "mean difference " + mean);
    }

    private byte[] crop(String picture, int resize) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(CROP * CROP * 3);
        new ResizeCrop(resize, CROP)
                .apply(decoder.decode(Files.readAllBytes(GOLDEN.resolve("images").resolve(picture))), out, 0);
        return out.array();
    }

    private static String expected(String picture, int resize) throws IOException {
        String json = Files.readString(GOLDEN.resolve("crops.json"));
        Matcher m = Pattern
                .compile("\"" + Pattern.quote(picture) + "\": \\{[^}]*\"" + resize + "/224\": \"([0-9a-f]{64})\"")
                .matcher(json);
        assertTrue(m.find(), picture);
        return m.group(1);
    }
}
