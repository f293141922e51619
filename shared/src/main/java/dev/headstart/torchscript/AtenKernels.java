package dev.headstart.torchscript;

import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** PyTorch's own operators, which run everywhere. */
final class AtenKernels implements Kernels {
    @Override
    public String convolution(Code code, FusedConvolution c) throws IOException {
        String value = String.format(Locale.ROOT, "torch.conv2d(%s, %s, %s, %s, %s, [1, 1], %d)", c.input(),
                code.constant(c.weight()), code.constant(c.bias()), c.stride(), c.padding(), c.layer().groups());
        return finish(value, c.sum(), c.relu());
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
