package dev.headstart.sweep;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.headstart.embeddings.Embeddings;
import dev.headstart.embeddings.Sample;
import dev.headstart.parquet.Matrix;
import dev.headstart.solvers.Classifier;
import dev.headstart.splits.Samples;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeldOutTest {
    private static final int ROWS = 7;
    private static final int CLASSES = 3;

    /** As many logits as these may be in memory at a time. One tensor of all would hold more than 2 GB in large data sets. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 6, 20, 21, 100})
    void rowsAreAskedAboutSomeAtATimeAndNothingChanges(int numbers) {
        float[] values = new float[2 * ROWS];
        float[] expected = new float[ROWS * CLASSES];
        for (int i = 0; i < ROWS; i++) {
            values[2 * i] = i;
            for (int c = 0; c < CLASSES; c++) {
                expected[i * CLASSES + c] = i * (c + 1);
            }
        }
        List<Sample> rows = IntStream.range(0, ROWS).mapToObj(i -> new Sample("" + i, "c", null)).toList();
        Samples samples = new Samples(new Embeddings(Optional.empty(), rows, false, Matrix.of(2, values)),
                IntStream.range(0, ROWS).toArray(), new int[ROWS], CLASSES);
        try (NDManager manager = NDManager.newBaseManager(Device.cpu());
                HeldOut heldOut = new HeldOut(List.of(samples, samples), numbers)) {
            Classifier head = x -> x.matMul(manager.create(new float[][]{{1, 2, 3}, {0, 0, 0}}));
            for (int fold : new int[]{0, 0, 1}) {
                assertArrayEquals(expected, heldOut.predict(head, fold).logits());
            }
        }
    }
}
