package dev.headstart.torchscript;

import dev.headstart.backbone.Layer;
import dev.headstart.backbone.Shape;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** PyTorch's own operators, which run everywhere. */
final class AtenKernels implements Kernels {
    @Override
    public String convolution(Code code, Layer.Conv conv, Tensor weight, Tensor bias, String input,
            @Nullable String sum, boolean spent, boolean relu, Shape in) throws IOException {
        String value = "torch.conv2d(%s, %s, %s, %s, %s, [1, 1], %d)".formatted(input, code.constant(weight),
                code.constant(bias), Kernels.pair(conv.stride()), Kernels.pair(conv.padding()), conv.groups());
        return finish(value, sum, relu);
    }

    @Override
    public String linear(Code code, Tensor weight, Tensor bias, String input, boolean relu) throws IOException {
        return finish("torch.linear(%s, %s, %s)".formatted(input, code.constant(weight), code.constant(bias)), null,
                relu);
    }

    /** What comes after a product. */
    static String finish(String product, @Nullable String sum, boolean relu) {
        String value = sum == null ? product : "torch.add(" + product + ", " + sum + ")";
        return relu ? "torch.relu(" + value + ")" : value;
    }
}
