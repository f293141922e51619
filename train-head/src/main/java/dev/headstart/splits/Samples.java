package dev.headstart.splits;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.headstart.embeddings.Embeddings;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Some rows of the embeddings with their classes, ready for a solver; the numbers stay where they are.
 *
 * @param rows indexes into the embeddings, {@code [N]}
 * @param labels class numbers, {@code [N]}
 * @param classes how many there are
 */
@SuppressWarnings("ArrayRecordComponent") // a view of a matrix, never compared
public record Samples(Embeddings embeddings, int[] rows, int[] labels, int classes) {

    public static Samples of(Embeddings embeddings, List<Integer> indexes, List<String> classes) {
        int[] rows = indexes.stream().mapToInt(Integer::intValue).toArray();
        Map<String, Integer> numbers = new HashMap<>();
        classes.forEach(c -> numbers.put(c, numbers.size()));
        int[] labels = indexes.stream()
                .mapToInt(i -> Objects.requireNonNull(numbers.get(embeddings.rows().get(i).label())))
                .toArray();
        return new Samples(embeddings, rows, labels, classes.size());
    }

    /** Samples of these. */
    public Samples subset(int[] indexes) {
        return new Samples(embeddings, Arrays.stream(indexes).map(i -> rows[i]).toArray(),
                Arrays.stream(indexes).map(i -> labels[i]).toArray(), classes);
    }

    public int size() {
        return rows.length;
    }

    public int dimension() {
        return embeddings.dimension();
    }

    public String path(int i) {
        return embeddings.rows().get(rows[i]).path();
    }

    /** Where sample {@code i} begins among the embeddings' values. */
    private int offset(int i) {
        return rows[i] * dimension();
    }

    /** A copy of the embeddings, {@code [N, dim]}, that lives as long as the manager. */
    public NDArray features(NDManager manager) {
        int dim = dimension();
        ByteBuffer bytes = manager.allocateDirect(Math.multiplyExact(Math.multiplyExact(size(), dim), Float.BYTES));
        FloatBuffer floats = bytes.asFloatBuffer();
        for (int i = 0; i < size(); i++) {
            floats.put(i * dim, embeddings.values(), offset(i), dim);
        }
        return manager.create(bytes, new Shape(size(), dim), DataType.FLOAT32);
    }
}
