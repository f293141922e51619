package dev.headstart.extract.benchmark;

import java.util.Collection;

/** The middle of some numbers, or the mean of the two in the middle. */
final class Median {
    private Median() {}

    static double of(Collection<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
