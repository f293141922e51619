package dev.headstart.torchscript;

import dev.headstart.backbone.Layer;
import dev.headstart.backbone.Shape;
import java.io.IOException;
import java.util.Locale;

/** How the heavy layers are said in TorchScript. */
public sealed interface Kernels permits AtenKernels, CudnnKernels, OneDnnKernels {

    /** An expression for a convolution and all that is fused into it. */
    String convolution(Code code, FusedConvolution convolution) throws IOException;

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

    /**
     * Whether the bias of a shortcut's convolution is added by the convolution that ends the block. With cuDNN a bias costs nothing in a
     * convolution with a ReLU, and a kernel of its own in one without.
     */
    default boolean addsBiasOfShortcut() {
        return false;
    }

    /**
     * Whether pixels are normalised by one operator that reads the bytes, not by three, of which the last two work in place. It differs from
     * the three in the last digit of float32.
     */
    default boolean normalisesInOnePass() {
        return false;
    }

    /** {@code [n, n]}, as both spatial dimensions take it. */
    static String pair(int n) {
        return String.format(Locale.ROOT, "[%d, %d]", n, n);
    }
}
