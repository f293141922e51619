package dev.headstart.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headstart.embeddings.Embeddings;
import dev.headstart.parquet.Matrix;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NearnessTest {
    private static final int DIMENSION = 256;

    @Test
    void picturesOfAnythingKeepTheCalibratedThresholds() {
        assertEquals(Nearness.CALIBRATED, Nearness.among(directions(pictures(200, 1))).orElseThrow());
    }

    @Test
    void picturesOfOneKindHaveToBeMoreAlike() {
        float[] values = pictures(200, 0.42); // two differ by a cosine of 0.15
        double cosine = Nearness.among(directions(values)).orElseThrow().cosine();
        assertTrue(cosine > 0.94 && cosine < 0.96, "" + cosine);
    }

    @Test
    void aPictureIsFoundThatIsThereTwiceAmongPicturesOfOneKind() throws IOException {
        float[] values = pictures(200, 0.42);
        for (int d = 0; d < DIMENSION; d++) {
            values[7 * DIMENSION + d] = values[3 * DIMENSION + d] + 0.001f * d;
        }
        NearPairs near = NearPairs.among(directions(values));
        assertEquals(List.of(new NearPairs.Pair(3, 7)), near.pairs());
        assertTrue(near.complete());
    }

    @Test
    void wherePicturesAreHardlyToldApartNearCopiesAreNotSought() throws IOException {
        float[] values = pictures(200, 0.1);
        assertEquals(Optional.empty(), Nearness.among(directions(values)));
        NearPairs near = NearPairs.among(directions(values));
        assertEquals(List.of(), near.pairs());
        assertFalse(near.complete());
    }

    /** A tenth of all pairs are frames of the same film. */
    @Test
    void framesOfAFewFilmsFromStillCamerasAreCopies() throws IOException {
        int films = 10;
        int frames = 40;
        float[] values = pictures(films * frames, 0.15);
        float[] scenes = pictures(films, 1);
        for (int i = 0; i < values.length; i++) {
            int film = i / DIMENSION / frames;
            values[i] += scenes[film * DIMENSION + i % DIMENSION] - 1;
        }
        NearPairs near = NearPairs.among(directions(values));
        assertEquals(films * frames * (frames - 1) / 2, near.pairs().size());
        assertTrue(near.complete());
    }

    @Test
    void fewPicturesMayAllBeThereTwice() throws IOException {
        float[] values = pictures(8, 1);
        System.arraycopy(values, 0, values, 4 * DIMENSION, 4 * DIMENSION);
        assertEquals(4, NearPairs.among(directions(values)).pairs().size());
    }

    /** What all have in common, 1 in every dimension, and a share of what each has of its own. */
    private static float[] pictures(int n, double own) {
        SplittableRandom random = new SplittableRandom(1);
        float[] values = new float[n * DIMENSION];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (1 + own * random.nextGaussian());
        }
        return values;
    }

    private static Directions directions(float[] values) {
        return new Directions(new Embeddings(Optional.of(Runs.ORIGIN), List.of(), false, Matrix.of(DIMENSION, values)),
                IntStream.range(0, values.length / DIMENSION).toArray());
    }
}
