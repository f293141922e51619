package dev.headstart.solvers;

import ai.djl.ndarray.NDArray;
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
     * Adds up chunks: {@code x [n, d]}, itself and its transpose laid out as {@code rows} and {@code columns}, and
     * {@code y [1, 1, n], share [learners, n]} each, of which {@code m} learners are asked for, at {@code weight [m * k, d], bias [m * k]}.
     * Gives the losses {@code [m]} and their gradients {@code [m * k, d + 1]}, its last column the biases'.
     */
    private static final String PARAMETERS = "xs: List[Tensor], rows: List[Tensor], columns: List[Tensor], ys: List[Tensor], "
            + "shares: List[Tensor], learners: Tensor, weight: Tensor, bias: Tensor";
    private static final String BEGIN = """
            m = torch.size(learners, 0)
            loss = torch.new_zeros(weight, [m], dtype=7)
            gradient = torch.new_zeros(weight, [torch.size(weight, 0), torch.size(weight, 1) + 1])
            """;
    private static final String CURVATURE = """
              v = torch.view(torch.mul(torch.mul(p, torch.rsub(p, 1.)), torch.unsqueeze(share, 1)), [-1, n])
              _ = torch.addmm_(torch.slice(curvature, 1, 0, -1), v, torch.mul(x, x))
              _ = torch.add_(torch.select(curvature, 1, -1), torch.sum(v, [1]))
            """;
    /** Of points, {@code [d + 1, k]} each, weights and biases as chunks take them. */
    private static final TorchModule.Function TURN = new TorchModule.Function("turn", "points: List[Tensor]",
            "Tuple[Tensor, Tensor]", """
                    theta = torch.cat(points, 1)
                    weight = torch.contiguous(torch.t(torch.slice(theta, 0, 0, -1)))
                    return (weight, torch.contiguous(torch.select(theta, 0, -1)))
                    """);
    /** Of lanes' {@code [m * k, d + 1]} the sum of one learner's rows, {@code [d + 1, k]}. */
    private static final TorchModule.Function TOTAL = new TorchModule.Function("total",
            "lanes: List[Tensor], begin: int, end: int", "Tensor", """
                    total = torch.clone(torch.slice(lanes[0], 0, begin, end), memory_format=0)
                    for i in range(1, torch.len(lanes)):
                      _ = torch.add_(total, torch.slice(lanes[i], 0, begin, end))
                    return torch.contiguous(torch.t(total))
                    """);

    private final NDManager manager;
    private final TorchModule module;
    private final TorchModule.Function slopes;
    private final TorchModule.Function slopesAndCurvatures;
    private final Lanes lanes;
    private final int classes;
    /** The lanes that have any chunk. */
    private final List<Chunks> chunks;
    private final List<Factors> factors;

    /** A lane's chunks. */
    private record Chunks(NDList x, NDList y, NDList shares) {}

    /** A lane's features laid out for products with weights, and for products with what goes into gradients. */
    private record Factors(NDList rows, NDList columns) {}

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
        this(features, labels, classes, shares, lanes, Products.with(features));
    }

    CrossEntropy(NDArray features, int[] labels, int classes, List<float[]> shares, Lanes lanes, Products products)
            throws IOException {
        manager = features.getManager();
        this.classes = classes;
        this.lanes = lanes;
        chunks = cut(features, labels, shares);
        String forward = forward(products.product("weight", "rows[i]"));
        String backward = backward(products.product("r", "columns[i]"));
        slopes = new TorchModule.Function("slopes", PARAMETERS, "Tuple[Tensor, Tensor]",
                BEGIN + forward + backward + "return (loss, gradient)\n");
        slopesAndCurvatures = new TorchModule.Function("slopes_and_curvatures", PARAMETERS,
                "Tuple[Tensor, Tensor, Tensor]", BEGIN + "curvature = torch.zeros_like(gradient)\n" + forward
                        + CURVATURE + backward + "return (loss, gradient, curvature)\n");
        TorchModule.Function layOut = new TorchModule.Function("lay_out", "x: Tensor", "Tuple[Tensor, Tensor]",
                "return (%s, %s)\n".formatted(products.laidOut("x"), products.laidOut("torch.t(x)")));
        module = TorchModule.of(slopes, slopesAndCurvatures, TOTAL, TURN, layOut);
        try {
            factors = lanes.run(chunks.size(), lane -> laidOut(chunks.get(lane).x(), layOut));
        } catch (RuntimeException | Error e) {
            module.close();
            throw e;
        }
    }

    private Factors laidOut(NDList xs, TorchModule.Function layOut) {
        Factors laidOut = new Factors(new NDList(), new NDList());
        for (NDArray x : xs) {
            NDList both = module.call(manager, layOut, x);
            laidOut.rows().add(both.get(0));
            laidOut.columns().add(both.get(1));
        }
        return laidOut;
    }

    /** From {@code logits [m * k, n]} to the losses. */
    private static String forward(String logits) {
        return """
                for i in range(torch.len(xs)):
                  x = xs[i]
                  n = torch.size(x, 0)
                  share = torch.index_select(shares[i], 0, learners)
                  z = torch.add_(%s, torch.unsqueeze(bias, 1))
                  log_p = torch.log_softmax(torch.view(z, [m, -1, n]), 1)
                  index = torch.expand(ys[i], [m, 1, n])
                  own = torch.to(torch.squeeze(torch.gather(log_p, 1, index), 1), 7)
                  loss = torch.sub(loss, torch.sum(torch.mul(own, share), [1]))
                  p = torch.exp_(log_p)
                """.formatted(logits);
    }

    /** On to the gradients: {@code product [m * k, d]} of {@code r [m * k, n]} is the weights' part. */
    private static String backward(String product) {
        return """
                  minus_one = torch.neg(torch.ones_like(torch.to(index, 6)))
                  r = torch.view(torch.mul_(torch.scatter_add_(p, 1, index, minus_one), torch.unsqueeze(share, 1)), [-1, n])
                  _ = torch.add_(torch.slice(gradient, 1, 0, -1), %s)
                  _ = torch.add_(torch.select(gradient, 1, -1), torch.sum(r, [1]))
                """.formatted(product);
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
                    share[l * y.length + i - from] = shares.get(l)[i];
                }
            }
            Chunks lane = cut.get(from / size % Lanes.COUNT);
            lane.x().add(features.get(new NDIndex(from + ":" + to)));
            lane.y().add(manager.create(y, new Shape(1, 1, y.length)));
            lane.shares().add(manager.create(share, new Shape(shares.size(), y.length)));
        }
        return cut.stream().filter(c -> !c.x().isEmpty()).toList();
    }

    /** The function at several learners' points, one per learner. */
    List<Value> at(List<Point> points, boolean withCurvature) {
        try (NDManager scope = manager.newSubManager()) {
            List<NDArray> thetas = points.stream().map(Point::theta).toList();
            NDList turned = lanes.run(1, _ -> module.call(scope, TURN, thetas)).getFirst();
            NDArray learners = scope.create(points.stream().mapToLong(Point::learner).toArray());
            TorchModule.Function function = withCurvature ? slopesAndCurvatures : slopes;
            List<NDList> parts = lanes.run(chunks.size(), lane -> {
                Chunks c = chunks.get(lane);
                Factors f = factors.get(lane);
                return module.call(scope, function, c.x(), f.rows(), f.columns(), c.y(), c.shares(), learners,
                        turned.get(0), turned.get(1));
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
