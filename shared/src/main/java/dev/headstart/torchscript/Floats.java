package dev.headstart.torchscript;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/**
 * Numbers on their way between Java's arrays and tensors. They are copied a piece at a time: DJL copies through buffers, and a buffer holds
 * less than 2 GB.
 */
public final class Floats {
    /** Numbers of a piece: 64 MB. */
    private static final int PIECE = 1 << 24;

    private final int piece;

    public Floats() {
        this(PIECE);
    }

    Floats(int piece) {
        this.piece = piece;
    }

    /** A tensor of these numbers, row-major. */
    public NDArray tensor(NDManager manager, float[] values, Shape shape) {
        if (values.length <= piece) {
            return manager.create(values, shape);
        }
        NDArray tensor = manager.create(shape, DataType.FLOAT32);
        try (NDArray flat = tensor.reshape(values.length)) {
            for (int from = 0; from < values.length; from += piece) {
                int to = Math.min(values.length, from + piece);
                try (NDArray part = manager.create(Arrays.copyOfRange(values, from, to))) {
                    flat.set(new NDIndex(from + ":" + to), part);
                }
            }
        }
        return tensor;
    }

    /** The numbers of a tensor, row-major. */
    public float[] array(NDArray tensor) {
        float[] values = new float[Math.toIntExact(tensor.size())];
        copy(tensor, values, 0);
        return values;
    }

    /**
     * Copies the numbers of a tensor into an array.
     *
     * @param at where the first goes
     */
    public void copy(NDArray tensor, float[] to, int at) {
        int size = Math.toIntExact(tensor.size());
        try (NDArray flat = tensor.reshape(size)) {
            for (int from = 0; from < size; from += piece) {
                int count = Math.min(piece, size - from);
                try (NDArray part = flat.get(new NDIndex(from + ":" + (from + count)))) {
                    System.arraycopy(part.toFloatArray(), 0, to, at + from, count);
                }
            }
        }
    }
}
