package dev.headstart.trainhead;

import dev.headstart.metrics.Predictions;
import dev.headstart.splits.Fold;
import dev.headstart.splits.Samples;
import java.util.List;

/**
 * The rows, parted.
 *
 * @param classes names of the classes, in the order of their numbers
 * @param known what a choice among heads may look at: training rows and then validation rows
 * @param test what is measured on once, after the choice; may be empty
 * @param holdOut the split itself as a fold of what is known
 * @param folds of what is known: what heads are chosen by
 * @param crossValidated whether those are the folds of a cross-validation, or the split itself
 */
record Parts(List<String> classes, Samples known, Samples test, Fold holdOut, List<Fold> folds,
        boolean crossValidated) {

    /**
     * Of a cross-validation: every sample by the heads that did not learn from it, their probabilities averaged where there are several.
     *
     * @param predictions per fold
     */
    Predictions pooled(List<Predictions> predictions) {
        int k = known.classes();
        double[] sums = new double[known.size() * k];
        for (int f = 0; f < folds.size(); f++) {
            int[] held = folds.get(f).validation();
            for (int i = 0; i < held.length; i++) {
                double[] p = predictions.get(f).probabilities(i);
                for (int c = 0; c < k; c++) {
                    sums[held[i] * k + c] += p[c];
                }
            }
        }
        float[] logits = new float[sums.length];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) Math.log(Math.max(sums[i], Double.MIN_NORMAL)); // a softmax takes the number of repeats out
        }
        return new Predictions(known, logits, 1);
    }
}
