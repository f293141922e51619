package dev.headstart.predictions;

import java.util.ArrayList;
import java.util.List;
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
        // Picked one by one: sorting all takes far longer where there are thousands.
        List<Guess> best = new ArrayList<>();
        boolean[] taken = new boolean[probabilities.length];
        while (best.size() < Math.min(TOP, probabilities.length)) {
            int next = -1;
            for (int c = 0; c < probabilities.length; c++) {
                if (!taken[c] && (next < 0 || probabilities[c] > probabilities[next])) {
                    next = c;
                }
            }
            taken[next] = true;
            best.add(new Guess(classes.get(next), probabilities[next]));
        }
        return new Prediction(path, label, best);
    }
}
