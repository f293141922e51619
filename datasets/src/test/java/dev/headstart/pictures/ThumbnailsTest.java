package dev.headstart.pictures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThumbnailsTest {
    private static final Path IMAGES = Path.of("src/test/resources/golden/images");
    private static final int SIDE = 40;

    private final Thumbnails thumbnails = new Thumbnails(Orientation.APPLY, 178_956_970, SIDE);

    @ParameterizedTest
    @ValueSource(strings = {"large.jpg", "cmyk.jpg", "exif-rotate-6.jpg", "palette.png", "lossy.webp", "grey16.png"})
    void theyAreJpegsOfThatSizeAndThePicturesShape(String name) throws IOException {
        byte[] file = Files.readAllBytes(IMAGES.resolve(name));
        Decoder decoder = new Decoder(Orientation.APPLY, 178_956_970);
        Pixels whole = decoder.decode(file);
        byte[] jpeg = thumbnails.jpeg(file);
        assertEquals(Container.JPEG, Container.of(jpeg));
        Pixels small = decoder.decode(jpeg);
        assertEquals(SIDE, Math.max(small.width(), small.height()));
        assertEquals((double) whole.width() / whole.height(), (double) small.width() / small.height(), 0.06);
        assertEquals(mean(whole), mean(small), 4, "the same picture");
    }

    @Test
    void aBrokenPictureIsRefused() throws IOException {
        byte[] file = Files.readAllBytes(IMAGES.resolve("large.jpg"));
        assertThrows(IOException.class, () -> thumbnails.jpeg(Arrays.copyOf(file, file.length / 2)));
        assertThrows(IOException.class, () -> thumbnails.jpeg(new byte[]{1, 2, 3}));
        IOException large = assertThrows(IOException.class,
                () -> new Thumbnails(Orientation.APPLY, 100, SIDE).jpeg(file));
        assertTrue(String.valueOf(large.getMessage()).contains("--max-pixels"));
    }

    private static double mean(Pixels pixels) {
        long sum = 0;
        for (byte value : pixels.bgr()) {
            sum += value & 0xff;
        }
        return (double) sum / pixels.bgr().length;
    }
}
