package dev.headstart.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import dev.headstart.embeddings.Embeddings;
import dev.headstart.embeddings.Sample;
import dev.headstart.parquet.Matrix;
import dev.headstart.solvers.Classifier;
import dev.headstart.solvers.Knob;
import dev.headstart.solvers.MiniBatches;
import dev.headstart.solvers.Normalization;
import dev.headstart.splits.Fold;
import dev.headstart.splits.Samples;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SweepTest {
    private static final int[] TRAIN = IntStream.range(0, 30).toArray();
    private static final int[] ALL = IntStream.range(0, 40).toArray();

    @Test
    void withNothingToChooseFromTheHeadIsTrainedOnce() throws IOException {
        Sweep sweep = sweep("0.1");
        Candidate chosen = sweep.run().chosen();
        Classifier head = sweep.refit(chosen, TRAIN);
        assertSame(head, sweep.refit(chosen, TRAIN.clone()));
        assertNotSame(head, sweep.refit(chosen, ALL));
    }

    @Test
    void theBestOfSeveralIsTrainedOnToItsOptimum() throws IOException {
        Sweep sweep = sweep("0.1,1");
        Candidate chosen = sweep.run().chosen();
        assertNotSame(sweep.refit(chosen, TRAIN), sweep.refit(chosen, TRAIN));
    }

    @Test
    void aRangeIsNotExtendedOnATie() throws IOException {
        assertEquals(5, sweep("1e-8:1e-6:5", 9).run().candidates().size()); // all tell the classes apart
    }

    @Test
    void aRangeIsExtendedWhereItsEndIsClearlyTheBest() throws IOException {
        assertTrue(sweep("1:100:3", 9).run().candidates().size() > 3);
    }

    private static Sweep sweep(String penalties) {
        return sweep(penalties, 2);
    }

    /** @param gap between the classes, which vary by 6 */
    private static Sweep sweep(String penalties, int gap) {
        float[] values = new float[ALL.length * 2];
        for (int i = 0; i < ALL.length; i++) {
            values[2 * i] = i % 2 * gap + i % 7;
            values[2 * i + 1] = 3 - i % 5;
        }
        List<Sample> rows = IntStream.of(ALL).mapToObj(i -> new Sample(i + ".jpg", "c" + i % 2, null)).toList();
        Samples samples = Samples.of(new Embeddings(Optional.empty(), rows, false, Matrix.of(2, values)),
                IntStream.of(ALL).boxed().toList(), List.of("c0", "c1"));
        Recipe recipe = new Recipe(List.of(HeadKind.LINEAR), Map.of(Knob.L2, Grid.of(penalties)), LinearSolver.LBFGS,
                new MiniBatches(1, 32, 0.9, 0), Optional.empty(), Normalization.NONE, false, Device.cpu());
        return new Sweep(samples, List.of(new Fold(TRAIN, IntStream.range(30, 40).toArray())), recipe);
    }
}
