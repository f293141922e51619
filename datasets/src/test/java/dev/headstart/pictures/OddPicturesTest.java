package dev.headstart.pictures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Good pictures that are seldom seen; the golden crops have CMYK, 16 bits, palettes and a progressive JPEG. */
class OddPicturesTest {
    private static final int RED = 0xc80000;

    private final Decoder decoder = new Decoder(Orientation.APPLY, Long.MAX_VALUE);

    @ParameterizedTest
    @ValueSource(strings = {"png", "bmp", "tiff", "jpg"})
    void whiteStaysWhiteAndRedRedInEveryFormat(String format) throws IOException {
        Pixels pixels = decoder.decode(encode(redAndWhite(BufferedImage.TYPE_INT_RGB), format));
        assertEquals(List.of(40, 30), List.of(pixels.width(), pixels.height()));
        assertColour(RED, pixels, 5, 15);
        assertColour(0xffffff, pixels, 35, 15);
    }

    @Test
    void oneBitAndGreyPngs() throws IOException {
        for (int type : new int[]{BufferedImage.TYPE_BYTE_BINARY, BufferedImage.TYPE_BYTE_GRAY}) {
            BufferedImage image = new BufferedImage(17, 5, type);
            image.setRGB(3, 2, 0xffffff);
            Pixels pixels = decoder.decode(encode(image, "png"));
            assertColour(0xffffff, pixels, 3, 2);
            assertColour(0, pixels, 4, 2);
        }
    }

    @Test
    void alphaIsDroppedNotBlendedAsPillowDoes() throws IOException {
        BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(1, 1, 0x40c80000);
        assertColour(RED, decoder.decode(encode(image, "png")), 1, 1);
        byte[] reds = {0, (byte) 200};
        byte[] zeros = {0, 0};
        BufferedImage palette = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_INDEXED,
                new IndexColorModel(1, 2, reds, zeros, zeros, 1));
        palette.getRaster().setSample(2, 2, 0, 1);
        assertColour(RED, decoder.decode(encode(palette, "png")), 2, 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg"})
    void interlacedAndProgressive(String format) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersBySuffix(format).next();
        ImageWriteParam param = writer.getDefaultWriteParam();
        param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(redAndWhite(BufferedImage.TYPE_INT_RGB), null, null), param);
        }
        assertColour(RED, decoder.decode(bytes.toByteArray()), 5, 15);
    }

    /** The EXIF tag says where the picture's first row and column are; red is left as stored. */
    @ParameterizedTest
    @CsvSource({"1, 5, 15, 40, 30", "2, 35, 15, 40, 30", "3, 35, 15, 40, 30", "4, 5, 15, 40, 30", "5, 15, 5, 30, 40",
        "6, 15, 5, 30, 40", "7, 15, 35, 30, 40", "8, 15, 35, 30, 40"})
    void everyOrientationIsTurnedUpright(int orientation, int x, int y, int width, int height) throws IOException {
        byte[] file = oriented(encode(redAndWhite(BufferedImage.TYPE_INT_RGB), "jpg"), orientation);
        Pixels pixels = decoder.decode(file);
        assertEquals(List.of(width, height), List.of(pixels.width(), pixels.height()));
        assertColour(RED, pixels, x, y);
        assertEquals(40, new Decoder(Orientation.IGNORE, Long.MAX_VALUE).decode(file).width());
    }

    @ParameterizedTest
    @CsvSource({"1, 5, 15, 40, 30", "2, 35, 15, 40, 30", "3, 35, 15, 40, 30", "4, 5, 15, 40, 30", "5, 15, 5, 30, 40",
        "6, 15, 5, 30, 40", "7, 15, 35, 30, 40", "8, 15, 35, 30, 40", "0, 5, 15, 40, 30", "9, 5, 15, 40, 30"})
    void webpsAreTurnedUprightToo(int orientation, int x, int y, int width, int height) throws IOException {
        byte[] file = webp(
                "UklGRl4AAABXRUJQVlA4WAoAAAAIAAAAJwAAHQAAVlA4TB0AAAAvJ0AHAA+w/0/+3//5jwcICQgP/F/rgRzR/yhhCABFWElGGgAAAE1NACoA"
                        + "AAAIAAEBEgADAAAAAQAGAAAAAAAA");
        file[file.length - 7] = (byte) orientation;
        Pixels pixels = decoder.decode(file);
        assertEquals(List.of(width, height), List.of(pixels.width(), pixels.height()));
        assertColour(RED, pixels, x, y);
        assertEquals(40, new Decoder(Orientation.IGNORE, Long.MAX_VALUE).decode(file).width());
    }

    @Test
    void aGifIsSaidNotToBeReadAndWhatIs() throws IOException {
        byte[] file = encode(redAndWhite(BufferedImage.TYPE_INT_RGB), "gif");
        IOException e = assertThrows(IOException.class, () -> decoder.decode(file));
        assertEquals("a GIF, which is not read; JPEG, PNG, BMP, WebP, TIFF and PNM are", e.getMessage());
    }

    /** Of Pillow's writing. */
    private static byte[] webp(String base64) {
        return Base64.getDecoder().decode(base64);
    }

    @Test
    void aTiffOfMoreColumnsThanCanBeIsBroken() throws IOException {
        byte[] tiff = encode(redAndWhite(BufferedImage.TYPE_INT_RGB), "tiff");
        ByteBuffer file = ByteBuffer.wrap(tiff).order(tiff[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int entry = file.getInt(4) + 2;
        while (file.getShort(entry) != 256) {
            entry += 12;
        }
        file.putShort(entry + 2, (short) 4).putInt(entry + 8, 1 << 31);
        IOException e = assertThrows(IOException.class, () -> decoder.decode(tiff));
        assertTrue(String.valueOf(e.getMessage()).startsWith("a broken TIFF"), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "20000, 2", "2, 20000", "1, 5000"})
    void extremeSizesAreCroppedToTheSquare(int width, int height) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setColor(new Color(RED));
        g.fillRect(0, 0, width, height);
        g.dispose();
        ByteBuffer crop = ByteBuffer.allocate(224 * 224 * 3);
        new ResizeCrop(256, 224).apply(decoder.decode(encode(image, "png")), crop, 0);
        for (int i = 0; i < crop.limit(); i += 3) {
            assertEquals(RED, (crop.get(i) & 0xff) << 16 | (crop.get(i + 1) & 0xff) << 8 | (crop.get(i + 2) & 0xff));
        }
    }

    @Test
    void netpbmInTextAndBinary() throws IOException {
        assertColour(RED, decoder.decode("P3 # plain\n1 1\n255\n200 0 0\n".getBytes(StandardCharsets.US_ASCII)), 0, 0);
        assertColour(0x414243, decoder.decode("P6\n1 1 255\nABC".getBytes(StandardCharsets.US_ASCII)), 0, 0);
        for (String broken : List.of("P6\n1 1 0\nABC", "P3\n1 1\n255\n200 0", "P6\n1 1 255\nAB", "P5\n9 9", "P6\nx")) {
            assertThrows(IOException.class, () -> decoder.decode(broken.getBytes(StandardCharsets.US_ASCII)));
        }
    }

    @Test
    void moreThanTheLimitIsRefusedBeforeItIsDecoded() throws IOException {
        byte[] png = encode(redAndWhite(BufferedImage.TYPE_INT_RGB), "png");
        IOException e = assertThrows(IOException.class, () -> new Decoder(Orientation.APPLY, 1199).decode(png));
        assertTrue(String.valueOf(e.getMessage()).contains("40 x 30 pixels are more than --max-pixels 1199"),
                e.getMessage());
        assertEquals(40, new Decoder(Orientation.APPLY, 1200).decode(png).width());
    }

    private static void assertColour(int rgb, Pixels pixels, int x, int y) {
        int at = 3 * (y * pixels.width() + x);
        for (int c = 0; c < 3; c++) {
            int expected = (rgb >> (8 * c)) & 0xff;
            int actual = pixels.bgr()[at + c] & 0xff;
            assertTrue(Math.abs(expected - actual) <= 3, "channel " + c + " is " + actual + ", not " + expected);
        }
    }

    /** 40 x 30, its left half red. */
    private static BufferedImage redAndWhite(int type) {
        BufferedImage image = new BufferedImage(40, 30, type);
        Graphics2D g = image.createGraphics();
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, 40, 30);
        g.setColor(new Color(RED));
        g.fillRect(0, 0, 20, 30);
        g.dispose();
        return image;
    }

    private static byte[] encode(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertTrue(ImageIO.write(image, format, bytes), format);
        return bytes.toByteArray();
    }

    /** Puts an EXIF segment of one tag behind a JPEG's first marker. */
    private static byte[] oriented(byte[] jpeg, int orientation) {
        ByteBuffer exif = ByteBuffer.allocate(36);
        exif.putShort((short) 0xffe1).putShort((short) 34).put("Exif\0\0MM\0*".getBytes(StandardCharsets.ISO_8859_1));
        exif.putInt(8).putShort((short) 1).putShort((short) 0x0112).putShort((short) 3).putInt(1);
        exif.putShort((short) orientation).putShort((short) 0).putInt(0);
        return ByteBuffer.allocate(jpeg.length + 36)
                .put(jpeg, 0, 2)
                .put(exif.array())
                .put(jpeg, 2, jpeg.length - 2)
                .array();
    }
}
