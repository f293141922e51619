package dev.headstart.datasets;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headstart.pictures.Decoder;
import dev.headstart.pictures.Orientation;
import dev.headstart.pictures.ResizeCrop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class LibraryTest {

    /** The lines of this package's Javadoc. */
    @Test
    void theExampleOfThePackageRuns() throws IOException {
        Decoder decoder = new Decoder(Orientation.APPLY, 100_000_000);
        ResizeCrop crop = new ResizeCrop(256, 224);
        List<Picture> pictures = Dataset.open(Path.of("samples/train/desert")).pictures();
        ByteBuffer pixels = ByteBuffer.allocateDirect(pictures.size() * 224 * 224 * 3);
        for (int i = 0; i < pictures.size(); i++) {
            byte[] file = Files.readAllBytes(pictures.get(i).file());
            crop.apply(decoder.decode(file), pixels, i * 224 * 224 * 3);
        }
        for (int i = 0; i < pictures.size(); i++) {
            ByteBuffer picture = pixels.slice(i * 224 * 224 * 3, 224 * 224 * 3);
            assertTrue(picture.mismatch(ByteBuffer.allocate(224 * 224 * 3)) >= 0, pictures.get(i).path());
        }
    }
}
