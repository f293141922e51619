package dev.headstart.weights;

import dev.headstart.cli.UserException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * A tensor as a view of a storage in a mapped file: element {@code (i, j, ...)} is at {@code offset + i * stride[0] + j * stride[1]...}.
 */
record TensorView(MemorySegment storage, ElementType type, long offset, List<Long> shape, List<Long> stride) {
    /** The most that PyTorch itself gives a tensor. */
    static final int MOST_DIMENSIONS = 64;

    /** @throws UserException if an element lies outside the storage */
    TensorView {
        shape = List.copyOf(shape);
        stride = List.copyOf(stride);
        if (shape.size() != stride.size() || offset < 0) {
            throw new UserException("a tensor has shape " + shape + " and strides " + stride);
        }
        try {
            long last = offset;
            long elements = 1;
            for (int d = 0; d < shape.size(); d++) {
                if (shape.get(d) < 0 || shape.get(d) > Integer.MAX_VALUE || stride.get(d) < 0) {
                    throw new UserException("a tensor has shape " + shape + " and strides " + stride);
                }
                elements = Math.multiplyExact(elements, shape.get(d));
                last = Math.addExact(last, Math.multiplyExact(Math.max(shape.get(d) - 1, 0), stride.get(d)));
            }
            boolean beyond = elements > 0
                    && Math.multiplyExact(Math.addExact(last, 1), type.bytes()) > storage.byteSize();
            if (beyond || elements > Integer.MAX_VALUE) {
                throw new UserException("a tensor of shape " + shape + " reaches beyond its data; is the file whole?");
            }
        } catch (ArithmeticException e) {
            throw new UserException("a tensor has shape " + shape + " and strides " + stride, e);
        }
    }

    /** A view in row-major order without gaps. */
    static TensorView contiguous(MemorySegment storage, ElementType type, List<Long> shape) {
        List<Long> stride = new ArrayList<>();
        long step = 1;
        for (long size : shape.reversed()) {
            stride.addFirst(step);
            step *= size;
        }
        return new TensorView(storage, type, 0, shape, stride);
    }

    /** Whether it has more elements than its storage: a single number can be seen as a tensor of any size. */
    boolean isExpanded() {
        return (long) size() * type.bytes() > storage.byteSize();
    }

    /** Number of elements. */
    int size() {
        return Math.toIntExact(shape.stream().reduce(1L, (a, b) -> a * b));
    }

    /** Elements {@code from} to {@code from + count} in row-major order. */
    float[] read(int from, int count) {
        float[] values = new float[count];
        long[] index = new long[shape.size()];
        long at = offset;
        long rest = from;
        for (int d = shape.size() - 1; d >= 0 && count > 0; d--) {
            index[d] = rest % shape.get(d);
            rest /= shape.get(d);
            at += index[d] * stride.get(d);
        }
        for (int i = 0; i < count; i++) {
            values[i] = type.read(storage, at);
            for (int d = index.length - 1; d >= 0; d--) {
                at += stride.get(d);
                if (++index[d] < shape.get(d)) {
                    break;
                }
                at -= shape.get(d) * stride.get(d);
                index[d] = 0;
            }
        }
        return values;
    }
}
