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
 * @param holdOut the split itself as a fold of what is known
 * @param folds of what is known: what heads are chosen by
 * @param crossValidated whether those are the folds of a cross-validation, or the split itself
 * @param leftOut rows with a class that no split takes, since they do not say which is theirs
 */
record Parts(List<String> classes, Samples known, Samples test, Fold holdOut, List<Fold> folds, boolean crossValidated,
        int leftOut) {

    /** Classes of which there are rows, but none that a head could learn from. */
    List<String> unlearnt() {
        Set<Integer> learnt = IntStream.of(crossValidated ? known.labels() : known.subset(holdOut.train()).labels())
                .boxed()
                .collect(Collectors.toSet());
        return IntStream.concat(IntStream.of(known.labels()), IntStream.of(test.labels()))
                .distinct()
                .filter(c -> !learnt.contains(c))
                .sorted()
                .mapToObj(classes::get)
                .toList();
    }
}
