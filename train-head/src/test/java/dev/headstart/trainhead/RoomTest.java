package dev.headstart.trainhead;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import dev.headstart.cli.UserException;
import dev.headstart.embeddings.Embeddings;
import dev.headstart.parquet.Matrix;
import dev.headstart.solvers.MiniBatches;
import dev.headstart.solvers.Normalization;
import dev.headstart.splits.Fold;
import dev.headstart.splits.Samples;
import dev.headstart.sweep.HeadKind;
import dev.headstart.sweep.LinearSolver;
import dev.headstart.sweep.Recipe;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RoomTest {
    private static final long GB = 1_000_000_000;

    @Test
    void whatTheHeapCannotHoldIsRefusedWithASizeThatIsEnough() {
        // Twice 20,000 rows' logits are 1.6 GB.
        String message = refusal(new Room(GB, 16 * GB), HeadKind.LINEAR);
        assertTrue(message.startsWith("100,000 rows in 10,000 classes: training takes 1.6 GB of Java's heap at least"),
                message);
        assertTrue(message.contains("HEADSTART_JVM_OPTIONS=-Xmx3g"), message);
        // One head is asked twice, too: the one that is kept is asked again at the end.
        assertTrue(refusal(new Room(GB, 16 * GB), HeadKind.CENTROID).contains("training takes 1.6 GB"));
        assertDoesNotThrow(() -> new Room(2 * GB, 16 * GB).require(parts(100_000, 10_000), recipe(HeadKind.LINEAR)));
    }

    @Test
    void whatTheMachineCannotHoldIsRefused() {
        String message = refusal(new Room(4 * GB, 6 * GB), HeadKind.RIDGE);
        assertTrue(message.contains("training takes 8.0 GB at least, and the machine has 6.0; or take fewer classes"),
                message);
    }

    @Test
    void moreLogitsThanAnArrayHoldsAreRefused() {
        Room large = new Room(1000 * GB, 1000 * GB);
        String message = String.valueOf(assertThrows(UserException.class,
                () -> large.require(parts(600_000, 100_000), recipe(HeadKind.CENTROID))).getMessage());
        assertTrue(message.contains("120,000 rows would be measured on, and no more than 21,474 can be"), message);
    }

    private static String refusal(Room room, HeadKind kind) {
        String message = String
                .valueOf(assertThrows(UserException.class, () -> room.require(parts(100_000, 10_000), recipe(kind)))
                        .getMessage());
        assertEquals(1, message.lines().count());
        return message;
    }

    /** A fifth is held out. */
    private static Parts parts(int rows, int classes) {
        Samples known = new Samples(new Embeddings(Optional.empty(), List.of(), false, Matrix.of(4, 1, 2, 3, 4)),
                new int[rows], new int[rows], classes);
        Samples none = new Samples(known.embeddings(), new int[0], new int[0], classes);
        return new Parts(IntStream.range(0, classes).mapToObj(String::valueOf).toList(), known, none,
                List.of(new Fold(new int[rows - rows / 5], new int[rows / 5])), false, 0);
    }

    private static Recipe recipe(HeadKind kind) {
        return new Recipe(List.of(kind), Map.of(), LinearSolver.LBFGS, new MiniBatches(1, 1, 0, 0), Optional.empty(),
                Normalization.NONE, false, Device.cpu());
    }
}
