package dev.headstart.torchscript;

import dev.headstart.backbone.Layer;
import dev.headstart.backbone.Shape;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** How the heavy layers are said in TorchScript. */
public sealed interface Kernels permits AtenKernels, CudnnKernels, OneDnnKernels {

    /**
     * An expression for {@code relu?(conv(input) + sum?)}.
     *
     * @param sum a value that is added, or null
     * @param spent whether nobody needs {@code sum} any more, so that the result may take its place in memory
     * @param in shape of the input
     */
    String convolution(Code code, Layer.Conv conv, Tensor weight, Tensor bias, String input, @Nullable String sum,
            boolean spent, boolean relu, Shape in) throws IOException;

    /** An expression for {@code relu?(weight input + bias)}. */
    String linear(Code code, Tensor weight, Tensor bias, String input, boolean relu) throws IOException;

    /**
     * An expression for the largest number in each window.
     *
     * @param in shape of the input
     */
    default String maxPool(Code code, Layer.MaxPool pool, String input, Shape in) {
        return "torch.max_pool2d(%s, %s, %s, %s)".formatted(input, pair(pool.kernel()), pair(pool.stride()),
                pair(pool.padding()));
    }

    /** {@code [n, n]}, as both spatial dimensions take it. */
    static String pair(int n) {
        return "[%d, %d]".formatted(n, n);
    }
}
