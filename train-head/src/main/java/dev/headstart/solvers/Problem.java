package dev.headstart.solvers;

import ai.djl.Device;
import dev.headstart.splits.Samples;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What heads are to learn.
 *
 * @param learners which samples each learner sees, by index: the training sides of folds, draws or a split
 * @param balance whether each class counts the same, however many samples it has
 * @param device where it is computed
 */
public record Problem(Samples samples, List<int[]> learners, Normalization normalization, boolean balance,
        Device device) {
    public Problem {
        learners = List.copyOf(learners);
    }

    /**
     * Some learners' problem, without the samples that none of them sees.
     *
     * @param learners by index of the samples
     */
    public static Problem of(Samples samples, List<int[]> learners, Normalization normalization, boolean balance,
            Device device) {
        int[] seen = learners.stream().flatMapToInt(IntStream::of).distinct().sorted().toArray();
        if (seen.length == samples.size()) {
            return new Problem(samples, learners, normalization, balance, device);
        }
        int[] place = new int[samples.size()];
        for (int i = 0; i < seen.length; i++) {
            place[seen[i]] = i;
        }
        return new Problem(samples.subset(seen),
                learners.stream().map(l -> IntStream.of(l).map(i -> place[i]).toArray()).toList(), normalization,
                balance, device);
    }

    int classes() {
        return samples.classes();
    }

    /** How much each sample counts for a learner, {@code [N]}: nothing if it does not see it; all of them together one. */
    float[] shares(int learner) {
        int[] seen = learners.get(learner);
        int[] support = new int[classes()];
        for (int i : seen) {
            support[samples.labels()[i]]++;
        }
        long present = IntStream.of(support).filter(n -> n > 0).count();
        float[] shares = new float[samples.size()];
        for (int i : seen) {
            shares[i] = balance ? 1f / (present * support[samples.labels()[i]]) : 1f / seen.length;
        }
        return shares;
    }
}
