package dev.headstart.samples;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.random.RandomGenerator;

/** A line across the picture, from left to right, such as the crest of a hill. Lengths are a {@link Canvas}'s. */
final class Outline {
    static final int STEPS = 128;

    private final double[] y;

    private Outline(double[] y) {
        this.y = y;
    }

    /** @param height y at each step from 0 to {@link #STEPS} */
    static Outline of(IntToDoubleFunction height) {
        double[] y = new double[STEPS + 1];
        Arrays.setAll(y, height);
        return new Outline(y);
    }

    static Outline level(double y) {
        return of(_ -> y);
    }

    /** A smooth outline, the sum of three waves. */
    static Outline waves(RandomGenerator random, double y, double relief, double longest) {
        double[] heights = new double[STEPS + 1];
        for (int wave = 1; wave <= 3; wave++) {
            double phase = random.nextDouble(0, 2 * Math.PI);
            double length = longest / wave * random.nextDouble(0.8, 1.25);
            for (int i = 0; i <= STEPS; i++) {
                heights[i] += relief / wave * Math.sin(2 * Math.PI * x(i) / length + phase);
            }
        }
        return of(i -> heights[i] + y);
    }

    /** An outline of arches. */
    static Outline arches(RandomGenerator random, double y, double relief, double length) {
        double phase = random.nextDouble(0, Math.PI);
        return of(i -> y - relief * Math.abs(Math.sin(Math.PI * x(i) / length + phase)));
    }

    /** Where a step is. */
    static double x(int step) {
        return Canvas.WIDTH * step / STEPS;
    }

    double y(int step) {
        return y[step];
    }

    double at(double x) {
        return y[Math.clamp((int) (x / Canvas.WIDTH * STEPS), 0, STEPS)];
    }
}
