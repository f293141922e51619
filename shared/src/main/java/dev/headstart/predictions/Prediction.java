package dev.headstart.predictions;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The classes that a picture most probably is of.
 *
 * @param path relative to the data set's root
 * @param label the class it is known to be of, or null
 * @param best the most probable first, at most {@link #TOP}
 */
public record Prediction(String path, @Nullable String label, List<Guess> best) {
    /** Classes that are kept of a picture's. */
    static final int TOP = 5;

    /** @param probability in [0, 1] */
    public record Guess(String label, double probability) {}

    public Prediction {
        best = List.copyOf(best);
    }

    /**
     * @param probabilities {@code [classes]}
     * @param classes their names
     */
    public static Prediction of(String path, @Nullable String label, double[] probabilities, List<String> classes) {
        return new Prediction(path, label,
                IntStream.range(0, probabilities.length)
                        .boxed()
                        .sorted(Comparator.comparingDouble((Integer c) -> -probabilities[c]))
                        .limit(TOP)
                        .map(c -> new Guess(classes.get(c), probabilities[c]))
                        .toList());
    }
}
