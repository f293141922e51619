package dev.headstart.solvers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;

class SmileLogisticTest {

    /**
     * Smile adds up sums of a thousand rows each, in an order that the thread pool decides. Features of different sizes make its line search
     * look at the last digits of these totals.
     */
    @Test
    void aHeadIsTheSameWhateverPoolTheCallerRunsIn() throws Exception {
        Clouds clouds = Clouds.of(20_000, 3, 3);
        for (float[] x : clouds.x()) {
            x[0] *= 30;
        }
        Problem problem = clouds.problem(false, clouds.all());
        assertArrayEquals(fit(problem, 1), fit(problem, 7), 0);
    }

    private static float[] fit(Problem problem, int parallelism) throws Exception {
        try (ForkJoinPool pool = new ForkJoinPool(parallelism)) {
            return pool.submit(
                    () -> Heads.fit(new SmileLogistic(), problem, List.of(Setting.penalty(1e-2))).getFirst().weight())
                    .get();
        }
    }
}
