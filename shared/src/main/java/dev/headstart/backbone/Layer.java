package dev.headstart.backbone;

import java.util.List;
import java.util.Optional;

/**
 * A network as a value: a tree whose children carry torchvision's own names, so that the path to a node is its state-dict prefix.
 * Everything that has to know a network (weights, seeded weights, folding, the compiled program) reads this tree by pattern matching.
 * Maps are {@code [N, C, H, W]}, vectors {@code [N, dim]}.
 */
public sealed interface Layer {

    /** Square convolution, {@code weight [out, in / groups, kernel, kernel]}, {@code bias [out]} if it has one. */
    record Conv(int in, int out, int kernel, int stride, int padding, int groups, boolean bias) implements Layer {}

    /** Batch norm in evaluation mode, with the epsilon that torchvision leaves at PyTorch's default. */
    record BatchNorm(int channels) implements Layer {
        public static final double EPSILON = 1e-5;
    }

    record Relu() implements Layer {}

    record MaxPool(int kernel, int stride, int padding) implements Layer {}

    /** Adaptive average pool to {@code [N, C, size, size]}. */
    record AvgPool(int size) implements Layer {}

    /** {@code [N, C, H, W]} to {@code [N, C * H * W]}. */
    record Flatten() implements Layer {}

    /** {@code weight [out, in]}, {@code bias [out]}. */
    record Linear(int in, int out) implements Layer {}

    /** The identity when evaluating; kept because it holds a place in the numbering of {@code classifier}. */
    record Dropout(double probability) implements Layer {}

    /** {@code relu(body(x) + shortcut(x))}; without a {@code downsample} the shortcut is the identity. */
    record Residual(Sequential body, Optional<Sequential> downsample) implements Layer {}

    record Sequential(List<Child> children) implements Layer {
        public Sequential {
            children = List.copyOf(children);
        }
    }

    /** @param name the last part of the state-dict prefix, such as {@code conv1} or {@code 0} */
    record Child(String name, Layer layer) {}
}
