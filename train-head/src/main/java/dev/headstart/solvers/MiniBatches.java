package dev.headstart.solvers;

import java.util.SplittableRandom;

/**
 * How stochastic gradient descent goes through the rows.
 *
 * @param epochs times that it sees each
 * @param size rows of a step; the last of an epoch has what is left
 * @param momentum part of the last step that is taken again, in [0, 1)
 * @param seed of the beginning, the order and the dropout
 */
public record MiniBatches(int epochs, int size, double momentum, long seed) {

    /** Positions of {@code n} rows in an epoch's order. */
    static int[] shuffled(int n, SplittableRandom random) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /** As {@code torch.nn.Linear} begins, weight and bias alike: uniform within {@code 1 / sqrt(in)}. */
    static float[] beginning(int count, int in, SplittableRandom random) {
        double bound = 1 / Math.sqrt(in);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
        }
        return values;
    }
}
