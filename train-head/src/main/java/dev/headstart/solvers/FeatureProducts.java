package dev.headstart.solvers;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import dev.headstart.torchscript.TorchModule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Products of all rows of a feature matrix, a lane's share by one thread, some rows at a time. */
final class FeatureProducts implements AutoCloseable {
    private static final long PIECE = 1024;

    /** Of lanes' totals, in the place of the first. */
    private static final TorchModule.Function MEAN = new TorchModule.Function("mean", "totals: List[Tensor], rows: int",
            "Tensor", """
                    total = totals[0]
                    for i in range(1, torch.len(totals)):
                      _ = torch.add_(total, totals[i])
                    return torch.div_(total, rows)
                    """);

    private final Lanes lanes;
    private final TorchModule.Function gram;
    private final TorchModule.Function layOut;
    private final TorchModule.Function rotate;
    private final TorchModule module;

    /** @throws IOException if what libtorch is to compile cannot be written anywhere */
    FeatureProducts(Device device, Lanes lanes) throws IOException {
        this(Products.on(device), lanes);
    }

    FeatureProducts(Products products, Lanes lanes) throws IOException {
        this.lanes = lanes;
        gram = new TorchModule.Function("gram", "xs: List[Tensor]", "Tensor", """
                dim = torch.size(xs[0], 1)
                total = torch.new_zeros(xs[0], [dim, dim])
                for i in range(torch.len(xs)):
                  xt = torch.contiguous(torch.t(xs[i]))
                  laid_out = %s
                  _ = torch.add_(total, %s)
                return total
                """.formatted(products.laidOut("xt"), products.product("xt", "laid_out")));
        layOut = new TorchModule.Function("lay_out", "basis: Tensor", "Tensor",
                "return %s\n".formatted(products.laidOut("torch.t(basis)")));
        rotate = new TorchModule.Function("rotate", "xs: List[Tensor], basis: Tensor", "Tensor", """
                for i in range(torch.len(xs)):
                  _ = torch.copy_(xs[i], %s)
                return torch.select(xs[0], 0, 0)
                """.formatted(products.product("xs[i]", "basis")));
        module = TorchModule.of(gram, MEAN, layOut, rotate);
    }

    /** {@code x^T x} over the number of rows. */
    NDArray covariance(NDArray x) {
        List<NDArray> totals = lanes
                .run(lane -> pieces(x, lane).map(xs -> module.call(x.getManager(), gram, xs).singletonOrThrow()))
                .stream()
                .flatMap(Optional::stream)
                .toList();
        NDArray covariance = module.call(x.getManager(), MEAN, totals, x.getShape().get(0)).singletonOrThrow();
        totals.forEach(NDArray::close);
        return covariance;
    }

    /** {@code x basis}, in place of {@code x}. */
    void rotate(NDArray x, NDArray basis) {
        try (NDArray laidOut = lanes.run(1, _ -> module.call(x.getManager(), layOut, basis))
                .getFirst()
                .singletonOrThrow()) {
            lanes.run(lane -> {
                pieces(x, lane).ifPresent(xs -> module.call(x.getManager(), rotate, xs, laidOut).close());
                return lane;
            });
        }
    }

    /** Views of a lane's share of the rows, if it has any. */
    private static Optional<List<NDArray>> pieces(NDArray x, int lane) {
        long rows = x.getShape().get(0);
        long end = rows * (lane + 1) / Lanes.COUNT;
        List<NDArray> pieces = new ArrayList<>();
        for (long from = rows * lane / Lanes.COUNT; from < end; from += PIECE) {
            pieces.add(x.get(new NDIndex(from + ":" + Math.min(from + PIECE, end))));
        }
        return pieces.isEmpty() ? Optional.empty() : Optional.of(pieces);
    }

    @Override
    public void close() {
        module.close();
    }
}
