package dev.headstart.solvers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.headstart.splits.Samples;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.stream.IntStream;

/**
 * The rows nearest by cosine, found by block products: never more than a block of the rows and its products with a block of the questions
 * are in memory beside the features. Similarities are computed in float64 and compared in float32, equal ones in the order of the rows,
 * so that the number of threads decides nothing.
 */
final class Neighbours {
    private static final int BLOCK_NUMBERS = 1 << 22;
    private static final int QUESTIONS = 256;
    private static final double SMALLEST = 1e-12;

    private final Samples rows;
    private final Normalization.Scaling scaling;
    private final int count;
    /** By the array itself, not by what is in it. */
    private final IdentityHashMap<NDArray, int[][]> answers = new IdentityHashMap<>();

    /**
     * @param scaling what is done to rows and questions first
     * @param count how many are found of each question, or all rows if there are fewer
     */
    Neighbours(Samples rows, Normalization.Scaling scaling, int count) {
        this.rows = rows;
        this.scaling = scaling;
        this.count = Math.min(count, rows.size());
    }

    /**
     * Indexes of the rows nearest to each of some embeddings, the nearest first, {@code [N][count]}. Asked for the same array again, it
     * remembers.
     *
     * @param embeddings {@code [N, dim]}
     */
    int[][] of(NDArray embeddings) {
        return answers.computeIfAbsent(embeddings, this::find);
    }

    private int[][] find(NDArray embeddings) {
        int questions = Math.toIntExact(embeddings.getShape().get(0));
        int[][] nearest = new int[questions][count];
        float[][] similarity = new float[questions][count];
        for (float[] s : similarity) {
            Arrays.fill(s, Float.NEGATIVE_INFINITY);
        }
        int most = Math.max(1, BLOCK_NUMBERS / rows.dimension());
        for (int from = 0; from < rows.size(); from += most) {
            int[] block = IntStream.range(from, Math.min(from + most, rows.size())).toArray();
            try (NDManager scope = embeddings.getManager().newSubManager()) {
                scope.tempAttachAll(embeddings);
                NDArray known = unit(rows.subset(block).features(scope)).transpose();
                for (int first = 0; first < questions; first += QUESTIONS) {
                    int end = Math.min(first + QUESTIONS, questions);
                    float[] products;
                    try (NDManager inner = scope.newSubManager()) {
                        inner.tempAttachAll(known, embeddings);
                        products = unit(embeddings.get(new NDIndex(first + ":" + end))).matMul(known)
                                .toType(DataType.FLOAT32, false)
                                .toFloatArray();
                    }
                    for (int q = first; q < end; q++) {
                        rank(products, (q - first) * block.length, block.length, from, nearest[q], similarity[q]);
                    }
                }
            }
        }
        return nearest;
    }

    /** Scaled, of length one, in float64. */
    private NDArray unit(NDArray x) {
        NDManager manager = x.getManager();
        Shape row = new Shape(1, scaling.shift().length);
        NDArray scaled = x.toType(DataType.FLOAT64, true)
                .sub(manager.create(scaling.shift(), row).toType(DataType.FLOAT64, false))
                .div(manager.create(scaling.scale(), row).toType(DataType.FLOAT64, false));
        return scaled.divi(scaled.square().sum(new int[]{1}, true).sqrt().maximum(SMALLEST));
    }

    /** Inserts a block's rows among the nearest; of equal ones, the earlier stay in front. */
    private static void rank(float[] products, int offset, int length, int firstRow, int[] nearest, float[] best) {
        int last = best.length - 1;
        for (int i = 0; i < length; i++) {
            float similarity = products[offset + i];
            if (similarity > best[last]) {
                int at = last;
                while (at > 0 && similarity > best[at - 1]) {
                    best[at] = best[at - 1];
                    nearest[at] = nearest[at - 1];
                    at--;
                }
                best[at] = similarity;
                nearest[at] = firstRow + i;
            }
        }
    }
}
