package dev.headstart.torchscript;

import dev.headstart.backbone.Layer;
import dev.headstart.backbone.Shape;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * oneDNN's fused operators, as PyTorch's Inductor calls them on x86 CPUs, but where {@link Winograd} is faster: sum and ReLU happen while
 * a tile of the convolution is still in cache, and weights are packed once into the blocks that the CPU's instructions want.
 *
 * @param batch the batch size that weights are packed for
 * @param winograd whether convolutions may go by {@link Winograd} where that is faster
 */
record OneDnnKernels(int batch, boolean winograd) implements Kernels {
    static final String NO_SCALARS = "annotate(List[Optional[number]], [])";

    @Override
    public String convolution(Code code, Layer.Conv conv, Tensor weight, Tensor bias, String input,
            @Nullable String sum, boolean spent, boolean relu, Shape in) throws IOException {
        if (winograd && Winograd.pays(conv, in)) {
            String value = new Winograd(batch).convolution(code, conv, weight, bias, input, relu && sum == null, in);
            if (sum == null) {
                return value;
            }
            String total = "torch.%s(%s, %s)".formatted(spent ? "add_" : "add", sum, value);
            return relu ? "torch.relu_(" + total + ")" : total;
        }
        String geometry = "%s, %s, [1, 1], %d".formatted(Kernels.pair(conv.padding()), Kernels.pair(conv.stride()),
                conv.groups());
        String packed = code.packed(weight, "ops.mkldnn._reorder_convolution_weight(%%s, %s, [%d, %d, %d, %d])"
                .formatted(geometry, batch, conv.in(), in.height(), in.width()));
        String b = code.constant(bias);
        String unary = relu ? "\"relu\"" : "\"none\"";
        if (sum == null) {
            return "ops.mkldnn._convolution_pointwise(%s, %s, %s, %s, %s, %s, \"\")".formatted(input, packed, b,
                    geometry, unary, NO_SCALARS);
        }
        String tail = "%s, %s, %s, \"add\", 1., %s, %s, None)".formatted(packed, b, geometry, relu ? unary : "None",
                NO_SCALARS);
        // Into the memory of what is added, which is in cache and need not be allocated: the same numbers, sooner.
        return spent ? "ops.mkldnn._convolution_pointwise_(%s, %s, ".formatted(sum, input) + tail
                : "ops.mkldnn._convolution_pointwise(%s, %s, ".formatted(input, sum) + tail;
    }

    @Override
    public String linear(Code code, Tensor weight, Tensor bias, String input, boolean relu) throws IOException {
        String packed = code.packed(weight, "ops.mkldnn._reorder_linear_weight(%%s, %d)".formatted(batch));
        return "ops.mkldnn._linear_pointwise(%s, %s, %s, %s, %s, \"\")".formatted(input, packed, code.constant(bias),
                relu ? "\"relu\"" : "\"none\"", NO_SCALARS);
    }
}
