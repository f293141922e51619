package dev.headstart.report;

import dev.headstart.embeddings.Embeddings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the report is about.
 *
 * @param name of the embeddings, for the title
 * @param classes names, by number
 * @param parts per row of the embeddings, the side of the split it lies on ({@code train}, {@code val}, {@code fold 3}), or null if it was not
 *     used
 * @param candidates every head tried
 * @param winner the head that was kept
 * @param measured what it says of the rows that it was measured on
 * @param on their name: {@code val}, {@code test} or {@code cross-validation}
 * @param chosenOnThese whether the winner was chosen for being good on these very rows
 * @param outOfFold what heads say of rows they have not learnt from, as many rows as there are: label errors are sought here. The measured
 *     ones where there is nothing better.
 * @param curve accuracy by training pictures per class; empty if nobody asked
 */
public record Run(String name, Embeddings embeddings, List<String> classes, List<@Nullable String> parts,
        List<Candidate> candidates, Candidate winner, Scores scores, Predictions measured, String on,
        boolean chosenOnThese, Predictions outOfFold, List<CurvePoint> curve) {

    public Run {
        classes = List.copyOf(classes);
        candidates = List.copyOf(candidates);
        curve = List.copyOf(curve);
    }

    /**
     * A head at a penalty.
     *
     * @param accuracy mean over the folds
     * @param logLoss mean over the folds, nats
     */
    public record Candidate(String head, double penalty, double accuracy, double logLoss) {}

    /**
     * How good the winner is on the measured rows.
     *
     * @param low of accuracy's 95 % interval
     * @param high of accuracy's 95 % interval
     * @param logLoss nats
     */
    public record Scores(double accuracy, double low, double high, double topFive, double macroF1, double logLoss,
            double calibrationError) {}

    /**
     * How good heads are that learn from few pictures.
     *
     * @param head its name
     * @param shots pictures per class
     * @param accuracy mean over the draws
     * @param low of the draws
     * @param high of the draws
     */
    public record CurvePoint(String head, int shots, double accuracy, double low, double high) {}
}
