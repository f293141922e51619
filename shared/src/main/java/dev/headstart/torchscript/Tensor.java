package dev.headstart.torchscript;

import java.util.ArrayList;
import java.util.List;

/**
 * float32 values with the shape and strides that the program sees them by.
 *
 * @param values in the order of the strides
 */
record Tensor(Values values, List<Integer> shape, List<Integer> stride) {

    static Tensor rowMajor(Values values, List<Integer> shape) {
        List<Integer> stride = new ArrayList<>();
        int step = 1;
        for (int size : shape.reversed()) {
            stride.addFirst(step);
            step *= size;
        }
        return new Tensor(values, shape, stride);
    }

    /** A convolution's weight {@code [O, I, K, K]}, laid out in memory as {@code [O, K, K, I]}: nothing is reordered at run time. */
    static Tensor channelsLast(float[] oihw, int out, int in, int kernel) {
        int area = kernel * kernel;
        float[] ohwi = new float[oihw.length];
        for (int o = 0; o < out; o++) {
            for (int i = 0; i < in; i++) {
                for (int k = 0; k < area; k++) {
                    ohwi[(o * area + k) * in + i] = oihw[(o * in + i) * area + k];
                }
            }
        }
        return new Tensor(Values.of(ohwi), List.of(out, in, kernel, kernel), List.of(in * area, 1, in * kernel, in));
    }
}
