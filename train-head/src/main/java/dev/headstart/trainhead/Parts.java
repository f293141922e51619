package dev.headstart.trainhead;

import dev.headstart.splits.Fold;
import dev.headstart.splits.Samples;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The rows, parted.
 *
 * @param classes names of the classes, in the order of their numbers
 * @param known what a choice among heads may look at: training rows and then validation rows
 * @param test what is measured on once, after the choice; may be empty
 * @param folds of what is known: what heads are chosen by
 * @param crossValidated whether those are the folds of a cross-validation, or the split itself
 * @param leftOut rows with a class that no split takes, since they do not say which is theirs
 */
record Parts(List<String> classes, Samples known, Samples test, List<Fold> folds, boolean crossValidated, int leftOut) {

    /** The split itself as a fold of what is known; the first of a cross-validation. */
    Fold holdOut() {
        return folds.getFirst();
    }

    /** Of what is known, what the head that is kept learns from: without a test split, it is the one that is measured on the rest. */
    int[] learnt() {
        return crossValidated || test.size() > 0 ? IntStream.range(0, known.size()).toArray() : holdOut().train();
    }

    /** How many rows the largest class has, of all parts together. */
    int largestClass() {
        int[] rows = new int[classes.size()];
        IntStream.concat(IntStream.of(known.labels()), IntStream.of(test.labels())).forEach(c -> rows[c]++);
        return IntStream.of(rows).max().orElse(0);
    }

    /** Classes of which there are rows, but none that the head which is kept learns from. */
    List<String> unlearnt() {
        Set<Integer> learnt = IntStream.of(known.subset(learnt()).labels()).boxed().collect(Collectors.toSet());
        return IntStream.concat(IntStream.of(known.labels()), IntStream.of(test.labels()))
                .distinct()
                .filter(c -> !learnt.contains(c))
                .sorted()
                .mapToObj(classes::get)
                .toList();
    }
}
