package dev.headstart.torchscript;

import dev.headstart.backbone.Layer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** How the heavy layers are said in TorchScript. */
public sealed interface Kernels permits AtenKernels, OneDnnKernels {

    /**
     * An expression for {@code relu?(conv(input) + sum?)}.
     *
     * @param sum a value that is added, or null
     * @param height of the input, pixels
     * @param width of the input, pixels
     */
    String convolution(Code code, Layer.Conv conv, Tensor weight, Tensor bias, String input, @Nullable String sum,
            boolean relu, int height, int width) throws IOException;

    /** An expression for {@code relu?(weight input + bias)}. */
    String linear(Code code, Tensor weight, Tensor bias, String input, boolean relu) throws IOException;

    /** {@code [n, n]}, as both spatial dimensions take it. */
    static String pair(int n) {
        return "[%d, %d]".formatted(n, n);
    }
}
