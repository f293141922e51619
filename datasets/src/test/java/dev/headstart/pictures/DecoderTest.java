package dev.headstart.pictures;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DecoderTest {
    private static final Path IMAGES = Path.of("src/test/resources/golden/images");

    @Test
    void orientationSixIsTurnedAQuarterClockwiseOrLeftAsItLies() throws IOException {
        byte[] file = Files.readAllBytes(IMAGES.resolve("exif-rotate-6.jpg"));
        Pixels lying = new Decoder(Orientation.IGNORE, Long.MAX_VALUE).decode(file);
        Pixels upright = new Decoder(Orientation.APPLY, Long.MAX_VALUE).decode(file);
        assertEquals(480, lying.width());
        assertEquals(320, lying.height());
        assertEquals(320, upright.width());
        assertEquals(480, upright.height());
        byte[] turned = new byte[lying.bgr().length];
        for (int y = 0; y < lying.height(); y++) {
            for (int x = 0; x < lying.width(); x++) {
                int to = (x * lying.height() + lying.height() - 1 - y) * 3;
                System.arraycopy(lying.bgr(), (y * lying.width() + x) * 3, turned, to, 3);
            }
        }
        assertArrayEquals(turned, upright.bgr());
    }

    @Test
    void whatIsNoPictureIsAnIoException() {
        Decoder decoder = new Decoder(Orientation.APPLY, Long.MAX_VALUE);
        assertThrows(IOException.class, () -> decoder.decode(new byte[0]));
        assertThrows(IOException.class, () -> decoder.decode(new byte[]{1, 2, 3}));
        assertThrows(IOException.class,
                () -> decoder.decode("<html>".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        assertThrows(IOException.class,
                () -> decoder.decode("GIF89a".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }
}
