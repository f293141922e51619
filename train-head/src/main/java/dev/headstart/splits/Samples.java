package dev.headstart.splits;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.headstart.embeddings.Embeddings;
import dev.headstart.embeddings.Sample;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
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
    /** Bytes: libtorch takes buffers of less than 2 GB, and there may be more. */
    private static final long COPIED_AT_A_TIME = 64L << 20;

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

    /** What there is to learn of each, in their order. */
    public List<Sample> samples() {
        return Arrays.stream(rows).mapToObj(embeddings.rows()::get).toList();
    }

    public String path(int i) {
        return embeddings.rows().get(rows[i]).path();
    }

    /** A copy of the embeddings, {@code [N, dim]}, that lives as long as the manager. */
    public NDArray features(NDManager manager) {
        long row = (long) dimension() * Float.BYTES;
        int most = Math.clamp(COPIED_AT_A_TIME / row, 1, Math.max(1, size()));
        NDArray features = manager.create(new Shape(size(), dimension()));
        // Direct buffers would wait for a garbage collection, of which there may be none for long.
        try (Arena arena = Arena.ofConfined(); NDManager scope = manager.newSubManager()) {
            MemorySegment bytes = arena.allocate(most * row);
            for (int from = 0; from < size(); from += most) {
                int count = Math.min(most, size() - from);
                for (int i = 0; i < count; i++) {
                    MemorySegment.copy(embeddings.numbers().row(rows[from + i]), 0, bytes, i * row, row);
                }
                NDArray part = scope.create(bytes.asSlice(0, count * row).asByteBuffer(), new Shape(count, dimension()),
                        DataType.FLOAT32);
                features.set(new NDIndex(from + ":" + (from + count)), part);
                part.close();
            }
        }
        return features;
    }
}
