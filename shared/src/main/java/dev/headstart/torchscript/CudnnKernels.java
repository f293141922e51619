package dev.headstart.torchscript;

import dev.headstart.backbone.Layer;
import dev.headstart.backbone.Shape;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * PyTorch's own operators on CUDA, where convolutions of float32 are rounded to TensorFloat-32 (10 bits of fraction) unless each says
 * otherwise: this is the only place to say it, {@code torch.backends} being out of a program's reach.
 *
 * @param tf32 whether that is wanted
 */
record CudnnKernels(boolean tf32) implements Kernels {
    @Override
    public String convolution(Code code, Layer.Conv conv, Tensor weight, Tensor bias, String input,
            @Nullable String sum, boolean spent, boolean relu, Shape in) throws IOException {
        // No benchmark of algorithms: which one is fastest may differ from run to run, and the last digits with it.
        String value = "torch._convolution(%s, %s, %s, %s, %s, [1, 1], False, [0, 0], %d, False, False, True, %s)"
                .formatted(input, once(code, weight), once(code, bias), Kernels.pair(conv.stride()),
                        Kernels.pair(conv.padding()), conv.groups(), tf32 ? "True" : "False");
        return AtenKernels.finish(value, sum, relu);
    }

    @Override
    public String linear(Code code, Tensor weight, Tensor bias, String input, boolean relu) throws IOException {
        // In full float32 as it stands: matrix products round only where PyTorch is told to.
        return AtenKernels.finish("torch.linear(%s, %s, %s)".formatted(input, once(code, weight), once(code, bias)),
                null, relu);
    }

    /** In the program's precision from the first call on, not cast anew in each. */
    private static String once(Code code, Tensor tensor) throws IOException {
        return code.packed(tensor, "%s");
    }
}
