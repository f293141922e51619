package dev.headstart.torchscript;

import dev.headstart.cli.UserException;
import dev.headstart.weights.Weights;
import java.util.List;
import java.util.Map;

/**
 * Refuses values that are no numbers when they are asked for: a network that diverged has them, and {@code IMAGENET1K_FEATURES} of vgg16
 * in its classifier, which nobody trained.
 */
record FiniteWeights(Weights weights) implements Weights {
    @Override
    public Map<String, List<Integer>> shapes() {
        return weights.shapes();
    }

    @Override
    public float[] values(String name, int from, int count) {
        float[] values = weights.values(name, from, count);
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new UserException("tensor " + name + " of the weights holds " + value
                        + "; choose a --layer that does not need it, or other weights");
            }
        }
        return values;
    }

    @Override
    public String identity() {
        return weights.identity();
    }

    @Override
    public void close() {
        weights.close();
    }
}
