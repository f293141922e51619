package dev.headstart.samples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headstart.datasets.Dataset;
import dev.headstart.datasets.Picture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class SamplesTest {
    private static final Path SAMPLES = Path.of("samples");
    private static final int PER_CLASS = 48;

    /** Draws {@code samples} anew. */
    public static void main(String[] args) throws IOException {
        for (SampleClass kind : SampleClass.values()) {
            for (int i = 0; i < PER_CLASS; i++) {
                Path file = file(kind, i);
                Files.createDirectories(file.getParent());
                Files.write(file, new SamplePicture(kind, i).jpeg());
            }
        }
    }

    @Test
    void theSamplesAreWhatTheGeneratorDraws() throws IOException {
        for (SampleClass kind : SampleClass.values()) {
            for (int i = 0; i < PER_CLASS; i++) {
                assertArrayEquals(new SamplePicture(kind, i).jpeg(), Files.readAllBytes(file(kind, i)),
                        file(kind, i).toString());
            }
        }
    }

    @Test
    void thereAreFortyOrMoreOfEachClassInUnderTwoMegabytes() throws IOException {
        Dataset samples = Dataset.open(SAMPLES);
        assertEquals(SampleClass.values().length, samples.pictures().stream().map(Picture::label).distinct().count());
        assertEquals(PER_CLASS * SampleClass.values().length, samples.pictures().size());
        long bytes = 0;
        for (Picture p : samples.pictures()) {
            bytes += Files.size(p.file());
        }
        assertTrue(bytes < 2_000_000, bytes + " bytes");
    }

    private static Path file(SampleClass kind, int number) {
        return SAMPLES.resolve(kind.name().toLowerCase(Locale.ROOT)).resolve("%02d.jpg".formatted(number));
    }
}
