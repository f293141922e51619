package dev.headstart.trainhead;

import dev.headstart.head.LinearHead;

/**
 * The head that is kept and how good it is.
 *
 * @param measured samples that the measures are of
 * @param on their name: {@code val}, {@code test} or {@code cross-validation}
 * @param chosenOnThese whether it was preferred to others for being good on these very samples, so that the measures flatter it
 */
record Verdict(LinearHead head, Measures measures, Samples measured, String on, boolean chosenOnThese) {}
