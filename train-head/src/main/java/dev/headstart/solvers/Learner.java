package dev.headstart.solvers;

import dev.headstart.head.LinearHead;
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

    /**
     * A head for the problem's classes. One that the learner has not seen has the mean of the others' logits less {@code ln(rows + 1)}: it is
     * never the most probable one.
     *
     * @param weight {@code [known, dim]}, row-major
     * @param bias {@code [known]}
     */
    LinearHead head(double[] weight, double[] bias) {
        int known = known();
        int dim = weight.length / known;
        float[] allWeight = new float[classes * dim];
        float[] allBias = new float[classes];
        double[] meanWeight = new double[dim];
        double meanBias = -Math.log(size() + 1.0);
        for (int c = 0; c < known; c++) {
            for (int d = 0; d < dim; d++) {
                meanWeight[d] += weight[c * dim + d] / known;
            }
            meanBias += bias[c] / known;
        }
        int next = 0;
        for (int c = 0; c < allBias.length; c++) {
            boolean seen = next < known && present[next] == c;
            for (int d = 0; d < dim; d++) {
                allWeight[c * dim + d] = (float) (seen ? weight[next * dim + d] : meanWeight[d]);
            }
            allBias[c] = (float) (seen ? bias[next] : meanBias);
            next += seen ? 1 : 0;
        }
        return new LinearHead(allWeight, allBias, false);
    }
}
