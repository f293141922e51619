package dev.headstart.report;

import dev.headstart.embeddings.Embeddings;
import dev.headstart.metrics.Measures;
import dev.headstart.metrics.Predictions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the report is about.
 *
 * @param name of the embeddings, for the title
 * @param pictures what each row was made of; empty if nobody knows
 * @param classes names, by number
 * @param parts per row of the embeddings, the side of the split it lies on ({@code train}, {@code val}, {@code fold 3}), or null if it was not
 *     used
 * @param candidates every head tried
 * @param winner the head that was kept
 * @param measured what it was measured by
 * @param measures how good it is on those rows
 * @param on their name: {@code val}, {@code test} or {@code cross-validation}
 * @param chosenOnThese whether the winner was chosen for being good on these very rows
 * @param unlearnt what heads say of rows that they have not learnt from, as many rows as can be had: label errors are sought here
 * @param curve accuracy by training pictures per class; empty if nobody asked
 */
public record Run(String name, Embeddings embeddings, List<Picture> pictures, List<String> classes,
        List<@Nullable String> parts, List<Candidate> candidates, Candidate winner, Predictions measured,
        Measures measures, String on, boolean chosenOnThese, List<Predictions> unlearnt, List<CurvePoint> curve) {

    public Run {
        pictures = List.copyOf(pictures);
        classes = List.copyOf(classes);
        candidates = List.copyOf(candidates);
        unlearnt = List.copyOf(unlearnt);
        curve = List.copyOf(curve);
    }

    /**
     * A head that was tried.
     *
     * @param l2 its penalty, or null if it has none
     * @param accuracy mean over the folds
     * @param logLoss mean over the folds, nats
     */
    public record Candidate(String head, @Nullable Double l2, double accuracy, double logLoss) {}

    /**
     * A picture as it was when its embedding was made.
     *
     * @param root folder that the path is relative to
     * @param sha256 of the file, hexadecimal
     * @param bytes of the file
     */
    public record Picture(String root, String path, String sha256, long bytes) {}

    /**
     * How good heads are that learn from few pictures.
     *
     * @param shots pictures per class
     * @param accuracy mean over the draws
     * @param deviation between the draws
     */
    public record CurvePoint(int shots, double accuracy, double deviation) {}
}
