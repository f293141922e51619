package dev.headstart.trainhead;

import dev.headstart.cli.UserException;
import dev.headstart.head.LinearHead;
import dev.headstart.metrics.Measures;
import dev.headstart.metrics.Predictions;
import dev.headstart.metrics.Temperature;
import dev.headstart.solvers.Classifier;
import dev.headstart.solvers.LinearClassifier;
import dev.headstart.splits.Samples;
import dev.headstart.sweep.Found;
import dev.headstart.sweep.LearningCurve;
import dev.headstart.sweep.Recipe;
import dev.headstart.sweep.Sweep;
import java.io.IOException;
import java.util.List;

/**
 * What is trained on what: heads are tried, the best is trained again on all that it may learn from, and measured.
 *
 * @param shots rows of each class that the points of a learning curve learn from
 * @param draws of each point
 * @param calibrate whether a temperature is fitted
 */
record Training(Parts parts, Recipe recipe, List<Integer> shots, int draws, boolean calibrate, long seed) {

    Trained run() throws IOException {
        long start = System.nanoTime();
        Sweep sweep = new Sweep(parts.known(), parts.folds(), recipe);
        Found found = sweep.run();
        Verdict verdict = verdict(sweep, found);
        LearningCurve curve = LearningCurve.of(parts.known(), parts.holdOut(), shots, draws, seed, recipe);
        return new Trained(found, verdict, curve, (System.nanoTime() - start) / 1e9);
    }

    /** What is kept of the winner, and what it was measured on. */
    private Verdict verdict(Sweep sweep, Found found) throws IOException {
        Samples known = parts.known();
        boolean tested = parts.test().size() > 0;
        Classifier head = sweep.refit(found.chosen(), parts.learnt());
        if (head instanceof LinearClassifier(LinearHead linear) && !linear.isFinite()) {
            throw new UserException("training has led to numbers that are not finite; are some embeddings far larger "
                    + "than others? --normalize standardize may help");
        }
        List<Predictions> chosenBy = parts.crossValidated()
                ? Predictions.pooled(known, parts.folds(), found.predictions())
                : List.of(tested ? found.predictions().getFirst()
                        : Sweep.predict(head, known.subset(parts.holdOut().validation())));
        double temperature = calibrate ? Temperature.fit(chosenBy) : 1;
        List<Predictions> measured = (tested ? List.of(Sweep.predict(head, parts.test())) : chosenBy).stream()
                .map(p -> p.at(temperature))
                .toList();
        return new Verdict(head, measured.getFirst(), Measures.mean(measured.stream().map(Measures::of).toList()),
                tested ? "test" : parts.crossValidated() ? "cross-validation" : "val",
                !tested && (calibrate || found.candidates().size() > 1));
    }
}
