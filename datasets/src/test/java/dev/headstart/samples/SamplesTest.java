package dev.headstart.samples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headstart.datasets.Dataset;
import dev.headstart.datasets.Picture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SamplesTest {
    private static final Path SAMPLES = Path.of("samples");

    /** Draws {@code samples} anew. */
    public static void main(String[] args) throws IOException {
        for (SamplePicture picture : SamplePicture.all()) {
            Path file = SAMPLES.resolve(picture.path());
            Files.createDirectories(file.getParent());
            Files.write(file, picture.jpeg());
        }
    }

    @Test
    void theSamplesAreWhatTheGeneratorDraws() throws IOException {
        for (SamplePicture picture : SamplePicture.all()) {
            assertArrayEquals(picture.jpeg(), Files.readAllBytes(SAMPLES.resolve(picture.path())), picture.path());
        }
    }

    @Test
    void thereAreSixtyToLearnFromAndTwentyToTestOnOfEachClassInUnderTwoMegabytes() throws IOException {
        Dataset samples = Dataset.open(SAMPLES);
        assertEquals(SamplePicture.all().size(), samples.pictures().size());
        for (Landscape landscape : Landscape.values()) {
            assertEquals(60, count(samples, "train", landscape));
            assertEquals(20, count(samples, "test", landscape));
        }
        long bytes = 0;
        for (Picture p : samples.pictures()) {
            bytes += Files.size(p.file());
        }
        assertTrue(bytes < 2_000_000, bytes + " bytes");
    }

    private static long count(Dataset samples, String split, Landscape landscape) {
        return samples.pictures()
                .stream()
                .filter(p -> split.equals(p.split()) && landscape.name().equalsIgnoreCase(p.label()))
                .count();
    }
}
