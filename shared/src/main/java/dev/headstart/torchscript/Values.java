package dev.headstart.torchscript;

import dev.headstart.weights.Weights;
import java.util.Arrays;

/** The numbers of a tensor, to be had piece by piece: vgg's first Linear alone has 411 MB of them. */
interface Values {
    int size();

    float[] get(int from, int count);

    /** These values, each rounded to a precision. */
    default Values rounded(Precision precision) {
        Values exact = this;
        return new Values() {
            @Override
            public int size() {
                return exact.size();
            }

            @Override
            public float[] get(int from, int count) {
                float[] values = exact.get(from, count);
                for (int i = 0; i < values.length; i++) {
                    values[i] = precision.round(values[i]);
                }
                return values;
            }
        };
    }

    static Values of(float[] values) {
        return new Values() {
            @Override
            public int size() {
                return values.length;
            }

            @Override
            public float[] get(int from, int count) {
                return Arrays.copyOfRange(values, from, from + count);
            }
        };
    }

    static Values of(Weights weights, String name) {
        int size = weights.size(name);
        return new Values() {
            @Override
            public int size() {
                return size;
            }

            @Override
            public float[] get(int from, int count) {
                return weights.values(name, from, count);
            }
        };
    }
}
