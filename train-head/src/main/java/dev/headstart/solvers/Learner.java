package dev.headstart.solvers;

import java.util.stream.IntStream;

/**
 * What one learner of a problem sees, its classes numbered anew without those of which it sees none.
 *
 * @param seen index of each of its samples, {@code [n]}
 * @param labels new number of each one's class, {@code [n]}
 * @param shares how much each counts, {@code [n]}; all together one
 * @param support samples of each of its classes
 * @param present the old numbers of its classes, ascending
 * @param classes how many there are in the problem
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record Learner(int[] seen, int[] labels, double[] shares, int[] support, int[] present, int classes) {

    static Learner of(Problem problem, int index) {
        int[] seen = problem.learners().get(index);
        int[] all = problem.samples().labels();
        float[] share = problem.shares(index);
        int[] present = IntStream.of(seen).map(i -> all[i]).distinct().sorted().toArray();
        int[] renumbered = new int[problem.classes()];
        for (int c = 0; c < present.length; c++) {
            renumbered[present[c]] = c;
        }
        int[] labels = IntStream.of(seen).map(i -> renumbered[all[i]]).toArray();
        int[] support = new int[present.length];
        for (int label : labels) {
            support[label]++;
        }
        return new Learner(seen, labels, IntStream.of(seen).mapToDouble(i -> share[i]).toArray(), support, present,
                problem.classes());
    }

    int size() {
        return seen.length;
    }

    /** Classes that it sees. */
    int known() {
        return present.length;
    }
}
