package dev.headstart.trainhead;

import dev.headstart.embeddings.Origin;
import dev.headstart.head.HeadFile;
import dev.headstart.solvers.LinearClassifier;
import dev.headstart.sweep.Found;
import dev.headstart.sweep.LearningCurve;
import java.util.List;
import java.util.Optional;

/**
 * What came of a training.
 *
 * @param seconds that it took
 */
record Trained(Found found, Verdict verdict, LearningCurve curve, double seconds) {

    /** The head for saving and exporting, if it is one Linear. */
    Optional<HeadFile> linear(List<String> classes, Optional<Origin> origin) {
        return verdict.head() instanceof LinearClassifier(var head)
                ? Optional.of(new HeadFile(head, classes, origin, verdict.predictions().temperature()))
                : Optional.empty();
    }
}
