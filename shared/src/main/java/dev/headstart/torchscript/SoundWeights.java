package dev.headstart.torchscript;

import dev.headstart.cli.UserException;
import dev.headstart.weights.Weights;
import java.util.List;
import java.util.Map;

/**
 * Refuses values that no network can have, when the values are asked for. A network that diverged has NaN, and so does the classifier of
 * vgg16's {@code IMAGENET1K_FEATURES}, which nobody trained. Averaged and merged checkpoints have variances below zero, whose square root
 * is NaN.
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
