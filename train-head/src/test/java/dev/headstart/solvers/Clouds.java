package dev.headstart.solvers;

import ai.djl.Device;
import dev.headstart.embeddings.Embeddings;
import dev.headstart.embeddings.Sample;
import dev.headstart.parquet.Matrix;
import dev.headstart.splits.Samples;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Gaussian clouds that overlap, a class each in turn, with their numbers in plain arrays. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Clouds(float[][] x, int[] y, int classes) {

    static Clouds of(int rows, int dimension, int classes) {
        SplittableRandom random = new SplittableRandom(3);
        float[][] x = new float[rows][dimension];
        int[] y = new int[rows];
        for (int i = 0; i < rows; i++) {
            y[i] = i % classes;
            for (int d = 0; d < dimension; d++) {
                x[i][d] = (float) (random.nextGaussian() * 0.8 + (d % classes == y[i] ? 1 : 0.3));
            }
        }
        return new Clouds(x, y, classes);
    }

    /** {@code [rows, dimension]}, row by row. */
    float[] values() {
        int dimension = x[0].length;
        float[] values = new float[x.length * dimension];
        for (int i = 0; i < x.length; i++) {
            System.arraycopy(x[i], 0, values, i * dimension, dimension);
        }
        return values;
    }

    Samples samples() throws IOException {
        List<Sample> rows = IntStream.range(0, y.length)
                .mapToObj(i -> new Sample(i + ".jpg", "c" + y[i], null))
                .toList();
        return Samples.of(new Embeddings(Optional.empty(), rows, false, Matrix.of(x[0].length, values())),
                IntStream.range(0, y.length).boxed().toList(),
                IntStream.range(0, classes).mapToObj(c -> "c" + c).toList());
    }

    Problem problem(boolean balance, int[]... learners) throws IOException {
        return new Problem(samples(), List.of(learners), Normalization.NONE, balance, Device.cpu());
    }

    int[] all() {
        return IntStream.range(0, y.length).toArray();
    }

    int[] where(java.util.function.IntPredicate row) {
        return IntStream.range(0, y.length).filter(row).toArray();
    }
}
