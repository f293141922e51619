package dev.headstart.weights;

import dev.headstart.weights.TensorUnpickler.StoredTensor;
import java.nio.ByteBuffer;
import java.util.List;

/** Reads a strided view of a storage in row-major order. */
final class Strided {
    private Strided() {}

    static float[] read(StoredTensor tensor, ByteBuffer storage) {
        List<Long> shape = tensor.shape();
        ElementType type = tensor.storage().type();
        int n = shape.stream().map(Math::toIntExact).reduce(1, Math::multiplyExact);
        float[] values = new float[n];
        long[] index = new long[shape.size()];
        long at = tensor.offset();
        for (int i = 0; i < n; i++) {
            values[i] = type.read(storage, Math.toIntExact(at * type.bytes()));
            for (int d = shape.size() - 1; d >= 0; d--) {
                at += tensor.stride().get(d);
                if (++index[d] < shape.get(d)) {
                    break;
                }
                at -= shape.get(d) * tensor.stride().get(d);
                index[d] = 0;
            }
        }
        return values;
    }
}
