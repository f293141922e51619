package dev.headstart.torchscript;

import java.io.IOException;
import java.util.Locale;

/**
 * PyTorch's operators on CUDA, of which cuDNN computes the convolutions.
 *
 * <table>
 * <caption>Which operator a convolution is</caption>
 * <tr><th>precision</th><th>ends in a ReLU</th><th>does not</th></tr>
 * <tr><td>fp32</td><td>{@code _convolution}, then {@code add}, {@code relu}</td><td>{@code _convolution}, then {@code add}</td></tr>
 * <tr><td>others</td><td>{@code cudnn_convolution_relu}, {@code cudnn_convolution_add_relu}</td><td>{@code _convolution}, then
 * {@code add}</td></tr>
 * </table>
 *
 * <p>The fused operators read and write each map once, where bias, sum and ReLU would each be a kernel that does so again. They round float32
 * to TF32 unless {@code torch.backends} forbids it. A program cannot set {@code torch.backends}, so fp32 uses {@code _convolution}, which has a
 * parameter for it. {@code _convolution} runs deterministic algorithms and does not benchmark them: which one is fastest may differ from run
 * to run, and the last digits with it.
 *
 * @param precision that the program computes in
 */
record CudnnKernels(Precision precision) implements Kernels {
    @Override
    public String convolution(Code code, FusedConvolution c) throws IOException {
        String weight = once(code, c.weight());
        String bias = bias(code, c);
        String operands = "%s, %s, %s".formatted(c.input(), weight, bias);
        String geometry = "%s, %s, [1, 1]".formatted(c.stride(), c.padding());
        int groups = c.layer().groups();
        if (c.relu() && precision != Precision.FP32) {
            return c.sum() == null
                    ? String.format(Locale.ROOT, "torch.cudnn_convolution_relu(%s, %s, %d)", operands, geometry, groups)
                    : String.format(Locale.ROOT, "torch.cudnn_convolution_add_relu(%s, %s, %s, 1, %s, %s, %d)",
                            c.input(), weight, c.sum(), bias, geometry, groups);
        }
        String value = String.format(Locale.ROOT,
                "torch._convolution(%s, %s, False, [0, 0], %d, False, True, True, %s)", operands, geometry, groups,
                precision == Precision.FP32 ? "False" : "True");
        return AtenKernels.finish(value, c.sum(), c.relu());
    }

    private static String bias(Code code, FusedConvolution c) throws IOException {
        if (!c.biased()) {
            return "None";
        }
        return c.shortcutBias() == null ? once(code, c.bias()) : code.packedSum(c.bias(), c.shortcutBias());
    }

    /** {@code _convolution} adds a bias in a kernel of its own; the fused operators do not. */
    @Override
    public boolean addsBiasOfShortcut() {
        return precision != Precision.FP32;
    }

    /** On a GPU each operator reads and writes the device's memory: 11 bytes a value instead of 27 in bf16. */
    @Override
    public boolean normalisesInOnePass() {
        return precision != Precision.FP32;
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
