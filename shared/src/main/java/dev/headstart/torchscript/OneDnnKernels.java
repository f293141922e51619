package dev.headstart.torchscript;

import dev.headstart.backbone.Layer;
import dev.headstart.backbone.Shape;
import java.io.IOException;
import java.util.Locale;

/**
 * oneDNN's fused operators, as PyTorch's Inductor calls them on CPUs, except where {@link Winograd} is faster: sum and ReLU happen while
 * a tile of the convolution is still in cache, and weights are packed once into the blocks that the CPU's instructions want.
 *
 * @param batch the batch size that weights are packed for
 * @param pace how many times as fast as in float32 the CPU multiplies in the program's precision; infinite to do without Winograd
 */
record OneDnnKernels(int batch, double pace) implements Kernels {
    @Override
    public String convolution(Code code, FusedConvolution c) throws IOException {
        String sum = c.sum();
        boolean relu = c.relu();
        if (Winograd.pays(c.layer(), c.in(), pace)) {
            String value = new Winograd(batch).convolution(code, c, relu && sum == null);
            if (sum == null) {
                return value;
            }
            String total = "torch.%s(%s, %s)".formatted(c.spent() ? "add_" : "add", sum, value);
            return relu ? "torch.relu_(" + total + ")" : total;
        }
        String geometry = String.format(Locale.ROOT, "%s, %s, [1, 1], %d", c.padding(), c.stride(), c.layer().groups());
        String packed = code.packed(c.weight(),
                String.format(Locale.ROOT, "ops.mkldnn._reorder_convolution_weight(%%s, %s, [%d, %d, %d, %d])",
                        geometry, batch, c.layer().in(), c.in().height(), c.in().width()));
        String bias = code.constant(c.bias());
        String unary = relu ? "\"relu\"" : "\"none\"";
        if (sum == null) {
            return "ops.mkldnn._convolution_pointwise(%s, %s, %s, %s, %s, %s, \"\")".formatted(c.input(), packed, bias,
                    geometry, unary, OneDnn.NO_SCALARS);
        }
        String tail = "%s, %s, %s, \"add\", 1., %s, %s, None)".formatted(packed, bias, geometry, relu ? unary : "None",
                OneDnn.NO_SCALARS);
        // Into the memory of what is added, which is in cache and need not be allocated: the same numbers, sooner.
        return c.spent() ? "ops.mkldnn._convolution_pointwise_(%s, %s, ".formatted(sum, c.input()) + tail
                : "ops.mkldnn._convolution_pointwise(%s, %s, ".formatted(c.input(), sum) + tail;
    }

    /**
     * Windows of 2 x 2 (VGG's) and of 3 x 3 (ResNet's) by comparing rows, then columns: each is a pass of vectors over a picture's map, which
     * stays in the cache, where PyTorch's own pooling goes window by window and writes where it found the largest, 8 bytes each.
     */
    @Override
    public String maxPool(Code code, Layer.MaxPool pool, String input, Shape in) {
        boolean apart = pool.kernel() == 2 && pool.padding() == 0;
        boolean overlapping = pool.kernel() == 3 && pool.padding() == 1 && in.height() % 2 == 0 && in.width() % 2 == 0;
        if (pool.stride() != 2 || !(apart || overlapping)) {
            return Kernels.super.maxPool(code, pool, input, in);
        }
        if (!code.defines("halved")) {
            code.define("halved", """
                    (self: __torch__.Net, x: Tensor, height: int, width: int, overlapping: bool) -> Tensor:
                        upper_left = torch.slice(torch.slice(x, 2, 0, height, 2), 3, 0, width, 2)
                        y = torch.empty_like(upper_left, memory_format=2)
                        for i in range(torch.size(x, 0)):
                          one = torch.slice(x, 0, i, i + 1)
                          rows = torch.maximum(torch.slice(one, 2, 0, height, 2), torch.slice(one, 2, 1, height, 2))
                          if overlapping:
                            below = torch.slice(rows, 2, 1, height)
                            _0 = torch.maximum(below, torch.slice(one, 2, 1, height - 2, 2), out=below)
                          place = torch.slice(y, 0, i, i + 1)
                          _1 = torch.maximum(torch.slice(rows, 3, 0, width, 2), torch.slice(rows, 3, 1, width, 2),
                            out=place)
                          if overlapping:
                            right = torch.slice(place, 3, 1, width)
                            _2 = torch.maximum(right, torch.slice(rows, 3, 1, width - 2, 2), out=right)
                        return y
                    """);
        }
        // A last row or column without a partner belongs to no window of 2 x 2.
        return String.format(Locale.ROOT, "(self).halved(%s, %d, %d, %s)", input, in.height() / 2 * 2,
                in.width() / 2 * 2, overlapping ? "True" : "False");
    }

    @Override
    public String linear(Code code, Tensor weight, Tensor bias, String input, boolean relu) throws IOException {
        return OneDnn.linear(input, code.packed(weight, OneDnn.packed("%s", batch)), code.constant(bias),
                relu ? "relu" : "none");
    }
}
