package dev.headstart.torchscript;

import dev.headstart.backbone.Layer;
import dev.headstart.backbone.Shape;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * 3 x 3 convolutions of stride 1 by tiles of 4 x 4 outputs, with a quarter of the multiplications: see {@link ToomCook}. A tile's 6 x 6
 * inputs, which overlap its neighbours', become 36 values per channel by one matrix; those are multiplied by the filters' transforms, which
 * to oneDNN is one convolution of 1 x 1 in 36 groups; and another matrix makes 16 outputs of the 36 sums.
 *
 * <p>All of it in float32, whatever the program's precision: the transforms subtract neighbours, which costs some bits, and bfloat16 has
 * eight. So maps and weights of bfloat16 give what they give in a direct convolution, which sums in float32 too.
 *
 * @param batch the batch size that weights are packed for
 */
record Winograd(int batch) {
    private static final int TILE = 4;
    private static final int KERNEL = 3;

    /** Near the zeros of a Chebyshev polynomial, so with half the rounding error of the usual 0, 1, -1, 2, -2; and exact in binary. */
    private static final ToomCook TRANSFORMS = new ToomCook(TILE, KERNEL, List.of(0., 0.75, -0.75, 1.5, -1.5));

    private static final int PRODUCTS = TRANSFORMS.size() * TRANSFORMS.size();

    /** How much of transformed pictures there is at a time, so that they are still in the cache when they are multiplied. */
    private static final int BYTES = 8 << 20;

    /**
     * Whether this is the faster way, by what each costs in multiplications of the direct one in float32. Products cost a tenth more than
     * there; the transforms' multiplications, which are the fewer the fewer channels they serve, 3.6 times as much; and the weights, which are
     * four times as many, have to be brought from memory for every batch, here of 16 whatever it is: the last digits must not depend on it.
     * Within some 10 % of what was measured (BENCHMARKS.md, "Fewer multiplications").
     *
     * @param pace how many times as fast as in float32 a direct convolution multiplies in the program's precision
     */
    static boolean pays(Layer.Conv conv, Shape in, double pace) {
        if (conv.kernel() != KERNEL || conv.stride() != 1 || conv.padding() != 1 || conv.groups() != 1) {
            return false;
        }
        double products = PRODUCTS * (double) conv.in() * conv.out();
        double transforms = PRODUCTS * (double) (PRODUCTS * conv.in() + TILE * TILE * conv.out());
        double cost = tiles(in) * (1.1 * products + 3.6 * transforms) + products * 15 / 16;
        double direct = KERNEL * KERNEL * (double) conv.in() * conv.out() * in.height() * in.width() / pace;
        return cost < 0.95 * direct; // or it isn't worth the memory
    }

    private static int tiles(Shape in) {
        return Math.ceilDiv(in.height(), TILE) * Math.ceilDiv(in.width(), TILE);
    }

    /** An expression for {@code relu?(conv(input) + bias)}; what the convolution adds is left to the caller. */
    String convolution(Code code, FusedConvolution c, boolean relu) throws IOException {
        if (!code.defines("winograd")) {
            define(code);
        }
        Layer.Conv conv = c.layer();
        int tiles = tiles(c.in());
        int bytes = tiles * PRODUCTS * Math.max(conv.in(), conv.out()) * Float.BYTES;
        int pictures = Math.ceilDiv(batch, Math.ceilDiv(batch, Math.max(1, BYTES / bytes)));
        String packed = code.packed(c.weight(), String.format(Locale.ROOT,
                "ops.mkldnn._reorder_convolution_weight((self).transformed(%%s), [0, 0], [1, 1], [1, 1], %d, [1, %d, %d, 1])",
                PRODUCTS, PRODUCTS * conv.in(), pictures * tiles));
        String biases = code.packed(c.bias(), "(self).spread(%s)");
        return String.format(Locale.ROOT, "(self).winograd(%s, %s, %s, %d, %d, %s)", c.input(), packed, biases,
                conv.out(), pictures, relu ? "True" : "False");
    }

    private static void define(Code code) throws IOException {
        code.define("transformed", """
                (self: __torch__.Net, w: Tensor) -> Tensor:
                    taps = torch.reshape(torch.permute(torch.to(w, 6), [2, 3, 0, 1]), [9, -1])
                    return torch.reshape(torch.mm(%s, taps), [-1, torch.size(w, 1), 1, 1])
                """.formatted(matrix(code, TRANSFORMS.filter())));
        // What the 36 sums have to have added so that each output has its channel's bias added.
        double[][] one = Arrays.stream(TRANSFORMS.one()).mapToObj(v -> new double[]{v}).toArray(double[][]::new);
        code.define("spread", """
                (self: __torch__.Net, bias: Tensor) -> Tensor:
                    return torch.reshape(torch.mul(%s, torch.to(bias, 6)), [-1])
                """.formatted(matrix(code, one)));
        // The last round is filled up with empty pictures: the packed weights are for that many.
        code.define("winograd", """
                (self: __torch__.Net, x: Tensor, weight: Tensor, bias: Tensor, out: int, pictures: int, relu: bool) -> Tensor:
                    n = torch.size(x, 0)
                    c = torch.size(x, 1)
                    h = torch.size(x, 2)
                    w = torch.size(x, 3)
                    rows = (h + 3) // 4
                    columns = (w + 3) // 4
                    tiles = pictures * rows * columns
                    line = (4 * columns + 2) * c
                    y = torch.empty([n, rows, 4, columns, 4, out], dtype=ops.prim.dtype(x))
                    for i in range((n + pictures - 1) // pictures):
                      part = torch.to(torch.permute(torch.slice(x, 0, i * pictures, (i + 1) * pictures), [0, 2, 3, 1]), 6)
                      m = torch.size(part, 0)
                      padded = torch.constant_pad_nd(part,
                        [0, 0, 1, 4 * columns + 1 - w, 1, 4 * rows + 1 - h, 0, pictures - m], 0)
                      overlapping = torch.as_strided(padded, [pictures, rows, columns, 6, 6, c],
                        [(4 * rows + 2) * line, 4 * line, 4 * c, line, c, 1])
                      values = torch.bmm(torch.expand(torch.unsqueeze(%s, 0), [tiles, 36, 36]),
                        torch.reshape(overlapping, [tiles, 36, c]))
                      products = ops.mkldnn._convolution_pointwise(
                        torch.permute(torch.view(values, [1, tiles, 1, 36 * c]), [0, 3, 1, 2]), weight, bias,
                        [0, 0], [1, 1], [1, 1], 36, "none", %s, "")
                      outputs = torch.bmm(torch.expand(torch.unsqueeze(%s, 0), [tiles, 16, 36]),
                        torch.view(torch.permute(products, [0, 2, 3, 1]), [tiles, 36, out]))
                      if relu:
                        _0 = torch.relu_(outputs)
                      square = torch.slice(torch.view(outputs, [pictures, rows, columns, 4, 4, out]), 0, 0, m)
                      place = torch.slice(y, 0, i * pictures, (i + 1) * pictures)
                      _1 = torch.copy_(place, torch.permute(square, [0, 1, 3, 2, 4, 5]))
                    whole = torch.permute(torch.view(y, [n, 4 * rows, 4 * columns, out]), [0, 3, 1, 2])
                    return torch.contiguous(torch.slice(torch.slice(whole, 2, 0, h), 3, 0, w), memory_format=2)
                """.formatted(matrix(code, TRANSFORMS.input()), OneDnn.NO_SCALARS, matrix(code, TRANSFORMS.output())));
    }

    private static String matrix(Code code, double[][] once) throws IOException {
        double[][] rows = ToomCook.twice(once);
        float[] values = new float[rows.length * rows[0].length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) rows[i / rows[0].length][i % rows[0].length];
        }
        return code.float32(Tensor.rowMajor(Values.of(values), List.of(rows.length, rows[0].length)));
    }
}
