package dev.headstart.trainhead;

import dev.headstart.metrics.Measures;
import dev.headstart.metrics.Predictions;
import dev.headstart.solvers.Classifier;

/**
 * The head that is kept and how good it is.
 *
 * @param predictions what it was measured by: its own, or those of the folds' heads, the first time where there are repeats
 * @param measures mean over repeats, where there are such
 * @param on name of the samples it was measured on: {@code val}, {@code test} or {@code cross-validation}
 * @param chosenOnThese whether it was preferred to others for being good on these very samples, so that the measures flatter it
 */
record Verdict(Classifier head, Predictions predictions, Measures measures, String on, boolean chosenOnThese) {}
