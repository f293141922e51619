package dev.headstart.solvers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import dev.headstart.torchscript.TorchFunction;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The mean cross-entropy of several learners' softmax regressions over one feature matrix, which is read once for all of them. Rows are
 * cut into chunks, small enough for a chunk's logits to stay in cache; each lane of chunks is added up by one thread, and the lanes in
 * their order.
 */
final class CrossEntropy implements AutoCloseable {
    /** Logits of a chunk: a megabyte. */
    private static final int CHUNK_LOGITS = 1 << 18;
    private static final int SMALLEST_CHUNK = 64;

    private static final String PARAMETERS = "x: Tensor, y: Tensor, share: Tensor, theta: Tensor";
    /** {@code x [n, d], y [n, 1, 1], share [n, m], theta [d + 1, m * k]}, its last row the biases, to the losses {@code [m]} and probabilities {@code [n, m, k]}. */
    private static final String FORWARD = """
            n = torch.size(x, 0)
            m = torch.size(share, 1)
            z = torch.addmm(torch.select(theta, 0, -1), x, torch.slice(theta, 0, 0, -1))
            log_p = torch.log_softmax(torch.view(z, [n, m, -1]), 2)
            index = torch.expand(y, [n, m, 1])
            own = torch.to(torch.squeeze(torch.gather(log_p, 2, index), 2), 7)
            loss = torch.neg(torch.sum(torch.mul(own, share), [0]))
            p = torch.exp_(log_p)
            weight = torch.unsqueeze(share, 2)
            """;
    private static final String GRADIENT = """
            residual = torch.mul(torch.scatter_add(p, 2, index, torch.neg(torch.ones_like(torch.to(index, 6)))), weight)
            r = torch.view(residual, [n, -1])
            gradient = torch.cat([torch.mm(torch.t(x), r), torch.sum(r, [0], True)])
            """;
    private static final String CURVATURE = """
            v = torch.view(torch.mul(torch.mul(p, torch.rsub(p, 1.)), weight), [n, -1])
            curvature = torch.cat([torch.mm(torch.t(torch.mul(x, x)), v), torch.sum(v, [0], True)])
            """;

    private final NDManager manager;
    private final TorchFunction gradient;
    private final TorchFunction gradientAndCurvature;
    private final Lanes lanes;
    private final int classes;
    /** Rows of theta. */
    private final int height;
    private final List<Chunk> chunks = new ArrayList<>();

    /** @param shares per learner {@code [n]}, or empty if it sees none of these rows */
    @SuppressWarnings("ArrayRecordComponent") // private, never compared
    private record Chunk(NDArray x, NDArray y, List<float[]> shares) {
        boolean seenBy(int learner) {
            return shares.get(learner).length > 0;
        }
    }

    /** Where a learner stands: {@code theta [directions + 1, classes]}, row-major, the last row the biases. */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Point(int learner, float[] theta) {}

    /**
     * The function at a point.
     *
     * @param gradient as the point
     * @param curvature the Hessian's diagonal, as the point, or empty if it was not asked for
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Value(double loss, float[] gradient, float[] curvature) {}

    /**
     * @param features {@code [N, directions]}
     * @param labels {@code [N]}
     * @param shares per learner {@code [N]}, how much each row counts
     */
    CrossEntropy(NDArray features, int[] labels, int classes, List<float[]> shares, Lanes lanes) throws IOException {
        manager = features.getManager();
        this.classes = classes;
        this.lanes = lanes;
        height = Math.toIntExact(features.getShape().get(1)) + 1;
        gradient = TorchFunction.of(PARAMETERS, "Tuple[Tensor, Tensor]",
                FORWARD + GRADIENT + "return (loss, gradient)\n");
        gradientAndCurvature = TorchFunction.of(PARAMETERS, "Tuple[Tensor, Tensor, Tensor]",
                FORWARD + GRADIENT + CURVATURE + "return (loss, gradient, curvature)\n");
        cut(features, labels, shares);
    }

    private void cut(NDArray features, int[] labels, List<float[]> shares) {
        int n = labels.length;
        int fits = CHUNK_LOGITS / (classes * shares.size());
        int size = Math.max(SMALLEST_CHUNK, Math.min(fits, (n + Lanes.COUNT - 1) / Lanes.COUNT));
        for (int from = 0; from < n; from += size) {
            int to = Math.min(from + size, n);
            long[] y = new long[to - from];
            for (int i = from; i < to; i++) {
                y[i - from] = labels[i];
            }
            List<float[]> parts = new ArrayList<>();
            for (float[] share : shares) {
                float[] part = Arrays.copyOfRange(share, from, to);
                parts.add(anyAboveZero(part) ? part : new float[0]);
            }
            chunks.add(new Chunk(features.get(new NDIndex(from + ":" + to)),
                    manager.create(y, new Shape(y.length, 1, 1)), parts));
        }
    }

    private static boolean anyAboveZero(float[] values) {
        for (float value : values) {
            if (value > 0) {
                return true;
            }
        }
        return false;
    }

    /** The function at several learners' points, one per learner. */
    List<Value> at(List<Point> points, boolean withCurvature) {
        List<Sum> total = sums(points, withCurvature);
        for (List<Sum> part : lanes.run(lane -> lane(lane, points, withCurvature))) {
            for (int i = 0; i < part.size(); i++) {
                total.get(i).add(part.get(i));
            }
        }
        return total.stream().map(s -> new Value(s.loss, s.gradient, s.curvature)).toList();
    }

    private List<Sum> sums(List<Point> points, boolean withCurvature) {
        int size = height * classes;
        return points.stream().map(_ -> new Sum(size, withCurvature ? size : 0)).toList();
    }

    private List<Sum> lane(int first, List<Point> points, boolean withCurvature) {
        List<Sum> sums = sums(points, withCurvature);
        for (int c = first; c < chunks.size(); c += Lanes.COUNT) {
            Chunk chunk = chunks.get(c);
            List<Integer> seeing = new ArrayList<>();
            for (int i = 0; i < points.size(); i++) {
                if (chunk.seenBy(points.get(i).learner())) {
                    seeing.add(i);
                }
            }
            if (!seeing.isEmpty()) {
                add(chunk, seeing, points, withCurvature, sums);
            }
        }
        return sums;
    }

    /** Adds a chunk's part for the points that see it. */
    private void add(Chunk chunk, List<Integer> seeing, List<Point> points, boolean withCurvature, List<Sum> to) {
        int m = seeing.size();
        int n = Math.toIntExact(chunk.x().getShape().get(0));
        float[] theta = new float[height * m * classes];
        float[] share = new float[n * m];
        for (int j = 0; j < m; j++) {
            Point point = points.get(seeing.get(j));
            for (int d = 0; d < height; d++) {
                System.arraycopy(point.theta(), d * classes, theta, (d * m + j) * classes, classes);
            }
            float[] part = chunk.shares().get(point.learner());
            for (int i = 0; i < n; i++) {
                share[i * m + j] = part[i];
            }
        }
        try (NDManager scope = manager.newSubManager()) {
            NDList result = (withCurvature ? gradientAndCurvature : gradient).call(scope, chunk.x(), chunk.y(),
                    scope.create(share, new Shape(n, m)), scope.create(theta, new Shape(height, (long) m * classes)));
            double[] loss = result.get(0).toDoubleArray();
            float[] slopes = result.get(1).toFloatArray();
            float[] curvatures = withCurvature ? result.get(2).toFloatArray() : slopes;
            for (int j = 0; j < m; j++) {
                Sum sum = to.get(seeing.get(j));
                sum.loss += loss[j];
                sum.addInterleaved(sum.gradient, slopes, j, m, classes);
                sum.addInterleaved(sum.curvature, curvatures, j, m, classes);
            }
        }
    }

    private static final class Sum {
        private double loss;
        private final float[] gradient;
        private final float[] curvature;

        private Sum(int size, int curvatureSize) {
            gradient = new float[size];
            curvature = new float[curvatureSize];
        }

        /** @param from {@code [height, m, classes]}, of which learner {@code j}'s part is taken */
        private void addInterleaved(float[] to, float[] from, int j, int m, int classes) {
            for (int d = 0; d < to.length / classes; d++) {
                for (int c = 0; c < classes; c++) {
                    to[d * classes + c] += from[(d * m + j) * classes + c];
                }
            }
        }

        private void add(Sum other) {
            loss += other.loss;
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] += other.gradient[i];
            }
            for (int i = 0; i < curvature.length; i++) {
                curvature[i] += other.curvature[i];
            }
        }
    }

    @Override
    public void close() {
        gradient.close();
        gradientAndCurvature.close();
    }
}
