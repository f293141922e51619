package dev.headstart.sweep;

import dev.headstart.embeddings.Sample;
import dev.headstart.metrics.Measures;
import dev.headstart.splits.Fold;
import dev.headstart.splits.Folds;
import dev.headstart.splits.Samples;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** How good heads get with how many rows of each class. */
public record LearningCurve(List<Point> points) {

    /**
     * Heads that learnt from a few rows of each class, the best setting of them.
     *
     * @param shots rows of each class, or {@link #ALL}
     * @param rows that a head learnt from, in the largest draw
     * @param draws of them
     * @param deviation of the accuracy between draws
     */
    public record Point(int shots, int rows, int draws, Candidate best, double deviation) {}

    /** As many rows as there are. */
    public static final int ALL = Integer.MAX_VALUE;

    public LearningCurve {
        points = List.copyOf(points);
    }

    /**
     * Sweeps every number of shots on its own: few rows want a larger penalty than many.
     *
     * @param whole what is drawn from, and what is measured on
     */
    public static LearningCurve of(Samples samples, Fold whole, List<Integer> shots, int draws, long seed,
            Recipe recipe) throws IOException {
        List<Sample> rows = samples.samples();
        List<Point> points = new ArrayList<>();
        for (int count : shots) {
            List<Fold> folds = Folds.shots(rows, whole, count, draws, seed);
            Candidate best = new Sweep(samples, folds, recipe).run().best();
            int most = folds.stream().mapToInt(f -> f.train().length).max().orElse(0);
            points.add(new Point(count, most, folds.size(), best, deviation(best)));
        }
        return new LearningCurve(points);
    }

    private static double deviation(Candidate candidate) {
        double mean = candidate.accuracy();
        double squares = candidate.trials()
                .stream()
                .mapToDouble(Measures::accuracy)
                .map(a -> (a - mean) * (a - mean))
                .sum();
        return candidate.trials().size() < 2 ? 0 : Math.sqrt(squares / (candidate.trials().size() - 1));
    }
}
