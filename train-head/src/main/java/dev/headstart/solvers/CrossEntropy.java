package dev.headstart.solvers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import dev.headstart.torchscript.TorchModule;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The mean cross-entropy of several learners' softmax regressions over one feature matrix, which is read once for all of them. Rows are
 * cut into chunks, small enough for a chunk's logits to stay in cache; each lane of chunks is added up by one thread, and the lanes in
 * their order.
 */
final class CrossEntropy implements AutoCloseable {
    /** Logits of a chunk: a megabyte. */
    private static final int CHUNK_LOGITS = 1 << 18;
    private static final int SMALLEST_CHUNK = 64;

    /**
     * Adds up chunks: {@code x [n, d], y [n, 1, 1], share [n, learners]} each, of which {@code m} learners are asked for, at
     * {@code theta [d + 1, m * k]}, its last row the biases. Gives the losses {@code [m]} and their gradients {@code [d + 1, m * k]}.
     */
    private static final String PARAMETERS = "xs: List[Tensor], ys: List[Tensor], shares: List[Tensor], learners: Tensor, "
            + "theta: Tensor";
    private static final String BEGIN = """
            m = torch.size(learners, 0)
            loss = torch.new_zeros(theta, [m], dtype=7)
            gradient = torch.zeros_like(theta)
            """;
    private static final String FORWARD = """
            for i in range(torch.len(xs)):
              x = xs[i]
              xt = torch.t(x)
              n = torch.size(x, 0)
              share = torch.index_select(shares[i], 1, learners)
              weight = torch.unsqueeze(share, 2)
              z = torch.addmm(torch.select(theta, 0, -1), x, torch.slice(theta, 0, 0, -1))
              log_p = torch.log_softmax(torch.view(z, [n, m, -1]), 2)
              index = torch.expand(ys[i], [n, m, 1])
              own = torch.to(torch.squeeze(torch.gather(log_p, 2, index), 2), 7)
              loss = torch.sub(loss, torch.sum(torch.mul(own, share), [0]))
              p = torch.exp_(log_p)
            """;
    private static final String CURVATURE = """
              v = torch.view(torch.mul(torch.mul(p, torch.rsub(p, 1.)), weight), [n, -1])
              _ = torch.addmm_(torch.slice(curvature, 0, 0, -1), torch.mul(xt, xt), v)
              _ = torch.add_(torch.select(curvature, 0, -1), torch.sum(v, [0]))
            """;
    private static final String GRADIENT = """
              minus_one = torch.neg(torch.ones_like(torch.to(index, 6)))
              r = torch.view(torch.mul_(torch.scatter_add_(p, 2, index, minus_one), weight), [n, -1])
              _ = torch.addmm_(torch.slice(gradient, 0, 0, -1), xt, r)
              _ = torch.add_(torch.select(gradient, 0, -1), torch.sum(r, [0]))
            """;
    private static final TorchModule.Function SLOPES = new TorchModule.Function("slopes", PARAMETERS,
            "Tuple[Tensor, Tensor]", BEGIN + FORWARD + GRADIENT + "return (loss, gradient)\n");
    private static final TorchModule.Function SLOPES_AND_CURVATURES = new TorchModule.Function("slopes_and_curvatures",
            PARAMETERS, "Tuple[Tensor, Tensor, Tensor]", BEGIN + "curvature = torch.zeros_like(theta)\n" + FORWARD
                    + CURVATURE + GRADIENT + "return (loss, gradient, curvature)\n");
    /** Of lanes' {@code [d + 1, m * k]} the sum of one learner's columns. */
    private static final TorchModule.Function TOTAL = new TorchModule.Function("total",
            "lanes: List[Tensor], begin: int, end: int", "Tensor", """
                    total = torch.clone(torch.slice(lanes[0], 1, begin, end), memory_format=0)
                    for i in range(1, torch.len(lanes)):
                      _ = torch.add_(total, torch.slice(lanes[i], 1, begin, end))
                    return total
                    """);

    private final NDManager manager;
    private final TorchModule module;
    private final Lanes lanes;
    private final int classes;
    /** The lanes that have any chunk. */
    private final List<Chunks> chunks;

    /** A lane's chunks. */
    private record Chunks(NDList x, NDList y, NDList shares) {}

    /** Where a learner stands: {@code theta [directions + 1, classes]}, the last row the biases. */
    record Point(int learner, NDArray theta) {}

    /**
     * The function at a point; the arrays belong to the point's manager.
     *
     * @param gradient as the point
     * @param curvature the Hessian's diagonal, as the point, if it was asked for
     */
    record Value(double loss, NDArray gradient, Optional<NDArray> curvature) {}

    /**
     * @param features {@code [N, directions]}
     * @param labels {@code [N]}
     * @param shares per learner {@code [N]}, how much each row counts
     */
    CrossEntropy(NDArray features, int[] labels, int classes, List<float[]> shares, Lanes lanes) throws IOException {
        manager = features.getManager();
        this.classes = classes;
        this.lanes = lanes;
        chunks = cut(features, labels, shares);
        module = TorchModule.of(SLOPES, SLOPES_AND_CURVATURES, TOTAL);
    }

    private List<Chunks> cut(NDArray features, int[] labels, List<float[]> shares) {
        int n = labels.length;
        int fits = CHUNK_LOGITS / (classes * shares.size());
        int size = Math.max(SMALLEST_CHUNK, Math.min(fits, (n + Lanes.COUNT - 1) / Lanes.COUNT));
        List<Chunks> cut = IntStream.range(0, Lanes.COUNT)
                .mapToObj(_ -> new Chunks(new NDList(), new NDList(), new NDList()))
                .toList();
        for (int from = 0; from < n; from += size) {
            int to = Math.min(from + size, n);
            long[] y = new long[to - from];
            float[] share = new float[(to - from) * shares.size()];
            for (int i = from; i < to; i++) {
                y[i - from] = labels[i];
                for (int l = 0; l < shares.size(); l++) {
                    share[(i - from) * shares.size() + l] = shares.get(l)[i];
                }
            }
            Chunks lane = cut.get(from / size % Lanes.COUNT);
            lane.x().add(features.get(new NDIndex(from + ":" + to)));
            lane.y().add(manager.create(y, new Shape(y.length, 1, 1)));
            lane.shares().add(manager.create(share, new Shape(y.length, shares.size())));
        }
        return cut.stream().filter(c -> !c.x().isEmpty()).toList();
    }

    /** The function at several learners' points, one per learner. */
    List<Value> at(List<Point> points, boolean withCurvature) {
        try (NDManager scope = manager.newSubManager()) {
            NDArray theta = NDArrays.concat(new NDList(points.stream().map(Point::theta).toList()), 1);
            theta.attach(scope);
            NDArray learners = scope.create(points.stream().mapToLong(Point::learner).toArray());
            TorchModule.Function function = withCurvature ? SLOPES_AND_CURVATURES : SLOPES;
            List<NDList> parts = lanes.run(chunks.size(), lane -> {
                Chunks c = chunks.get(lane);
                return module.call(scope, function, c.x(), c.y(), c.shares(), learners, theta);
            });
            List<double[]> losses = parts.stream().map(p -> p.get(0).toDoubleArray()).toList();
            return lanes.run(points.size(), i -> {
                NDManager owner = points.get(i).theta().getManager();
                return new Value(losses.stream().mapToDouble(l -> l[i]).sum(), total(parts, 1, i, owner),
                        withCurvature ? Optional.of(total(parts, 2, i, owner)) : Optional.empty());
            });
        }
    }

    /** The lanes' sum of what they say of one point. */
    private NDArray total(List<NDList> parts, int what, int point, NDManager owner) {
        NDList lane = new NDList(parts.stream().map(p -> p.get(what)).toList());
        return module.call(owner, TOTAL, lane, (long) point * classes, (point + 1L) * classes).singletonOrThrow();
    }

    @Override
    public void close() {
        module.close();
    }
}
