package dev.headstart.torchscript;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.io.IOException;

/**
 * libtorch's eigendecomposition of symmetric matrices, which DJL's arrays lack.
 *
 * @param values ascending, {@code [d]}
 * @param vectors orthonormal, in columns, {@code [d, d]}
 */
public record Eigen(NDArray values, NDArray vectors) {
    private static final TorchModule.Function EIGH = new TorchModule.Function("eigh", "x: Tensor",
            "Tuple[Tensor, Tensor]", """
                    values, vectors, = torch.linalg_eigh(x, "L")
                    return (values, vectors)
                    """);

    /** @param symmetric {@code [d, d]} float32 or float64; the results live as long as its manager */
    public static Eigen of(NDArray symmetric) throws IOException {
        try (TorchModule module = TorchModule.of(EIGH)) {
            NDList result = module.call(symmetric.getManager(), EIGH, symmetric);
            return new Eigen(result.get(0), result.get(1));
        }
    }
}
