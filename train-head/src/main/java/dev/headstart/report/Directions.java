package dev.headstart.report;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.headstart.embeddings.Embeddings;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.stream.IntStream;

/**
 * Where embeddings point: some rows with their mean taken off, brought to length one, made as they are asked for. Features behind a ReLU all
 * point into one corner; without their mean they tell pictures apart.
 */
final class Directions {
    private final Embeddings embeddings;
    private final int[] rows;
    /** {@code [dim]}. */
    private final float[] mean;

    /** @param rows indexes into the embeddings */
    Directions(Embeddings embeddings, int[] rows) {
        this.embeddings = embeddings;
        this.rows = rows;
        int dim = embeddings.dimension();
        double[] sum = new double[dim];
        for (int row : rows) {
            float[] x = embeddings.numbers().row(row).toArray(ValueLayout.JAVA_FLOAT);
            for (int d = 0; d < dim; d++) {
                sum[d] += x[d];
            }
        }
        mean = new float[dim];
        for (int d = 0; d < dim; d++) {
            mean[d] = (float) (sum[d] / rows.length);
        }
    }

    int size() {
        return rows.length;
    }

    int dimension() {
        return mean.length;
    }

    /** Some of them, by position, {@code [N, dim]}. */
    NDArray of(NDManager manager, int[] positions) {
        int dim = embeddings.dimension();
        ByteBuffer bytes = manager.allocateDirect(Math.multiplyExact(positions.length * Float.BYTES, dim));
        FloatBuffer floats = bytes.asFloatBuffer();
        IntStream.range(0, positions.length).parallel().forEach(i -> floats.put(i * dim, unit(positions[i])));
        return manager.create(bytes, new Shape(positions.length, dim), DataType.FLOAT32);
    }

    private float[] unit(int position) {
        int dim = mean.length;
        float[] x = row(position);
        double squares = 0;
        for (int d = 0; d < dim; d++) {
            x[d] -= mean[d];
            squares += x[d] * x[d];
        }
        float scale = squares == 0 ? 0 : (float) (1 / Math.sqrt(squares));
        for (int d = 0; d < dim; d++) {
            x[d] *= scale;
        }
        return x;
    }

    /** Cosine of the angle at the mean. */
    double cosine(int a, int b) {
        return cosine(a, b, true);
    }

    /** Cosine of the angle at the origin. */
    double plainCosine(int a, int b) {
        return cosine(a, b, false);
    }

    private double cosine(int a, int b, boolean centred) {
        float[] p = row(a);
        float[] q = row(b);
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int d = 0; d < mean.length; d++) {
            float origin = centred ? mean[d] : 0;
            double x = p[d] - origin;
            double y = q[d] - origin;
            ab += x * y;
            aa += x * x;
            bb += y * y;
        }
        return aa == 0 || bb == 0 ? 0 : ab / Math.sqrt(aa * bb);
    }

    /** A copy. */
    private float[] row(int position) {
        return embeddings.numbers().row(rows[position]).toArray(ValueLayout.JAVA_FLOAT);
    }
}
