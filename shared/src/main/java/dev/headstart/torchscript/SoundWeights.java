package dev.headstart.torchscript;

import dev.headstart.cli.UserException;
import dev.headstart.weights.Weights;
import java.util.List;
import java.util.Map;

/**
 * Refuses values that no network can have, when they are asked for: what is no number, as a network that diverged has them, and
 * {@code IMAGENET1K_FEATURES} of vgg16 in its classifier, which nobody trained; and a variance below zero, which averaged and merged
 * checkpoints have, and whose root PyTorch makes NaN of.
 */
record SoundWeights(Weights weights) implements Weights {
    private static final String VARIANCE = ".running_var";

    @Override
    public Map<String, List<Integer>> shapes() {
        return weights.shapes();
    }

    @Override
    public float[] values(String name, int from, int count) {
        float[] values = weights.values(name, from, count);
        boolean variance = name.endsWith(VARIANCE);
        for (float value : values) {
            if (!Float.isFinite(value) || (variance && value < 0)) {
                throw new UserException("tensor " + name + " of the weights holds " + value
                        + (Float.isFinite(value) ? ", and no variance is below zero" : "")
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
