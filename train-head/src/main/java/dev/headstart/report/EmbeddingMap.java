package dev.headstart.report;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import dev.headstart.machine.ParallelStreams;
import dev.headstart.torchscript.Devices;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import smile.manifold.TSNE;
import smile.math.MathEx;

/**
 * Embeddings in the plane: near ones near. Of their fifty principal directions, some rows, spread over the classes, are laid out by Smile's
 * t-SNE, whose time grows with their square; every other row lies at the weighted mean of the three it is most like, which is where openTSNE begins with new points.
 *
 * @param rows indexes into the embeddings, {@code [N]}
 * @param labels class numbers, {@code [N]}
 * @param landmarks how many of them t-SNE has seen
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record EmbeddingMap(int[] rows, int[] labels, double[] x, double[] y, int landmarks) {
    static final int MOST_POINTS = 10_000;
    private static final int MOST_LANDMARKS = 800;
    private static final int DIRECTIONS = 50;
    private static final double PERPLEXITY = 30;
    /** Rows: of fewer, the perplexity would be below the two that Smile asks for; they lie on a circle. */
    private static final int FEWEST = 7;
    private static final double LEARNING_RATE = 200;
    private static final int STEPS = 400;
    private static final int NEAREST = 3;
    private static final double EDGE = 0.02;
    private static final double ROOM = 0.25;
    private static final int BLOCK = 2048;

    /**
     * @param rows indexes into the embeddings
     * @param labels class numbers of these rows
     */
    static EmbeddingMap of(Directions directions, int[] rows, int[] labels) throws IOException {
        int[] landmarks = Spread.over(labels, MOST_LANDMARKS);
        double[] x = new double[rows.length];
        double[] y = new double[rows.length];
        try (NDManager manager = Devices.load().newBaseManager(Device.cpu())) {
            NDArray all = Principal.project(manager, directions, Principal.of(manager, directions, DIRECTIONS));
            all.divi(all.norm(new int[]{1}, true).maximum(Float.MIN_NORMAL));
            NDArray seen = all.get(manager.create(landmarks));
            double[][] plane = layout(distances(seen.matMul(seen.transpose()).toFloatArray(), landmarks.length));
            for (int from = 0; from < rows.length; from += BLOCK) {
                int to = Math.min(from + BLOCK, rows.length);
                try (NDManager scope = manager.newSubManager()) {
                    scope.tempAttachAll(all, seen);
                    float[] alike = all.get(new NDIndex(from + ":" + to)).matMul(seen.transpose()).toFloatArray();
                    for (int i = from; i < to; i++) {
                        double[] place = between(alike, (i - from) * landmarks.length, plane);
                        x[i] = place[0];
                        y[i] = place[1];
                    }
                }
            }
            for (int l = 0; l < landmarks.length; l++) {
                x[landmarks[l]] = plane[l][0];
                y[landmarks[l]] = plane[l][1];
            }
        }
        fit(x);
        fit(y);
        return new EmbeddingMap(rows, labels, x, y, landmarks.length);
    }

    /** Where a class lies. */
    record Place(int label, double x, double y) {}

    /**
     * The medians of the classes that are on the map.
     *
     * @param most how many of them; those with the most rows there are taken first
     */
    List<Place> places(int most) {
        return IntStream.range(0, labels.length)
                .boxed()
                .collect(Collectors.groupingBy(i -> labels[i], TreeMap::new, Collectors.toList()))
                .entrySet()
                .stream()
                .sorted(Comparator.comparingInt(members -> -members.getValue().size()))
                .limit(most)
                .map(members -> new Place(members.getKey(), median(x, members.getValue()),
                        median(y, members.getValue())))
                .toList();
    }

    private static double median(double[] of, List<Integer> members) {
        double[] sorted = members.stream().mapToDouble(i -> of[i]).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    /** Squared ones of unit vectors, by their cosines; Smile takes a square matrix for distances. */
    private static double[][] distances(float[] cosines, int n) {
        double[][] squared = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                squared[i][j] = i == j ? 0 : Math.max(0, 2 - 2 * cosines[i * n + j]);
            }
        }
        return squared;
    }

    /** Scales to about one; what lies far out is put at the edge, so that the rest keeps its room. */
    private static void fit(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double low = sorted[(int) (EDGE * (sorted.length - 1))];
        double high = sorted[(int) ((1 - EDGE) * (sorted.length - 1))];
        double range = high > low ? high - low : 1;
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.clamp((values[i] - low) / range, -ROOM, 1 + ROOM);
        }
    }

    private static double[][] layout(double[][] distances) {
        int n = distances.length;
        if (n < FEWEST) {
            return IntStream.range(0, n)
                    .mapToDouble(i -> 2 * Math.PI * i / n)
                    .mapToObj(a -> new double[]{Math.cos(a), Math.sin(a)})
                    .toArray(double[][]::new);
        }
        double perplexity = Math.min(PERPLEXITY, (n - 1) / 3.0);
        return ParallelStreams.run(() -> {
            MathEx.setSeed(1); // of this thread: the same picture every time
            return TSNE.fit(distances, new TSNE.Options(2, perplexity, LEARNING_RATE, 12, STEPS)).coordinates();
        });
    }

    private static double[] between(float[] alike, int from, double[][] plane) {
        double x = 0;
        double y = 0;
        double sum = 0;
        int[] nearest = nearest(alike, from, plane.length);
        for (int l : nearest) {
            double weight = 1 / (1.001 - Math.min(1, alike[from + l]));
            weight *= weight;
            x += weight * plane[l][0];
            y += weight * plane[l][1];
            sum += weight;
        }
        return new double[]{x / sum, y / sum};
    }

    private static int[] nearest(float[] alike, int from, int n) {
        int[] best = IntStream.range(0, Math.min(NEAREST, n)).toArray();
        for (int l = best.length; l < n; l++) {
            int worst = 0;
            for (int k = 1; k < best.length; k++) {
                worst = alike[from + best[k]] < alike[from + best[worst]] ? k : worst;
            }
            if (alike[from + l] > alike[from + best[worst]]) {
                best[worst] = l;
            }
        }
        return best;
    }
}
