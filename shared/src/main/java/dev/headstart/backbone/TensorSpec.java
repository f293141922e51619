package dev.headstart.backbone;

import dev.headstart.backbone.Layer.BatchNorm;
import dev.headstart.backbone.Layer.Child;
import dev.headstart.backbone.Layer.Conv;
import dev.headstart.backbone.Layer.Linear;
import dev.headstart.backbone.Layer.Residual;
import dev.headstart.backbone.Layer.Sequential;
import java.util.ArrayList;
import java.util.List;

/**
 * A tensor that the state dict of a network holds; {@code num_batches_tracked}, which evaluation ignores, is not among them.
 *
 * @param name full state-dict name
 * @param closesResidual whether this is the scale of the last batch norm of a residual block
 */
public record TensorSpec(String name, Role role, List<Integer> shape, boolean closesResidual) {

    public enum Role {
        WEIGHT,
        BIAS,
        NORM_WEIGHT,
        NORM_BIAS,
        RUNNING_MEAN,
        RUNNING_VAR;

        /** Whether PyTorch counts it among {@code parameters()}. */
        public boolean trainable() {
            return this != RUNNING_MEAN && this != RUNNING_VAR;
        }
    }

    public TensorSpec {
        shape = List.copyOf(shape);
    }

    /** Number of elements; the largest tensor of the families, vgg's first Linear, has 103 million. */
    public int size() {
        return shape.stream().reduce(1, Math::multiplyExact);
    }

    static List<TensorSpec> of(Sequential network) {
        List<TensorSpec> specs = new ArrayList<>();
        collect(network, "", false, specs);
        return List.copyOf(specs);
    }

    private static void collect(Layer layer, String path, boolean closes, List<TensorSpec> to) {
        switch (layer) {
            case Conv c -> {
                to.add(new TensorSpec(path + "weight", Role.WEIGHT,
                        List.of(c.out(), c.in() / c.groups(), c.kernel(), c.kernel()), false));
                if (c.bias()) {
                    to.add(new TensorSpec(path + "bias", Role.BIAS, List.of(c.out()), false));
                }
            }
            case BatchNorm b -> {
                List<Integer> shape = List.of(b.channels());
                to.add(new TensorSpec(path + "weight", Role.NORM_WEIGHT, shape, closes));
                to.add(new TensorSpec(path + "bias", Role.NORM_BIAS, shape, false));
                to.add(new TensorSpec(path + "running_mean", Role.RUNNING_MEAN, shape, false));
                to.add(new TensorSpec(path + "running_var", Role.RUNNING_VAR, shape, false));
            }
            case Linear l -> {
                to.add(new TensorSpec(path + "weight", Role.WEIGHT, List.of(l.out(), l.in()), false));
                to.add(new TensorSpec(path + "bias", Role.BIAS, List.of(l.out()), false));
            }
            case Sequential s -> children(s, path, false, to);
            case Residual r -> {
                children(r.body(), path, true, to);
                r.downsample().ifPresent(d -> children(d, path + "downsample.", false, to));
            }
            case Layer.Relu _,Layer.MaxPool _,Layer.AvgPool _,Layer.Flatten _,Layer.Dropout _ -> {
            }
        }
    }

    private static void children(Sequential s, String path, boolean residual, List<TensorSpec> to) {
        for (Child child : s.children()) {
            boolean closes = residual && child.equals(s.children().getLast());
            collect(child.layer(), path + child.name() + ".", closes, to);
        }
    }
}
