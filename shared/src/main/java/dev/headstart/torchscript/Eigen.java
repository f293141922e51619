package dev.headstart.torchscript;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * libtorch's eigendecomposition of symmetric matrices, which DJL's arrays lack, said in a TorchScript program.
 *
 * @param values ascending, {@code [d]}
 * @param vectors orthonormal, in columns, {@code [d, d]}
 */
public record Eigen(NDArray values, NDArray vectors) {

    /** @param symmetric {@code [d, d]} float32; the results live as long as its manager */
    public static Eigen of(NDArray symmetric) throws IOException {
        Path folder = Files.createTempDirectory("headstart");
        Path program = folder.resolve("eigen.pt");
        try (Model model = Model.newInstance("eigen", Device.cpu(), "PyTorch")) {
            try (Archive archive = new Archive(program)) {
                Code code = new Code(archive, Precision.FP32, false);
                code.line("values, vectors,", "torch.linalg_eigh(x, \"L\")");
                code.finish("Tuple[Tensor, Tensor]", "(values, vectors)");
            }
            model.load(folder, "eigen.pt");
            NDList result = model.getBlock()
                    .forward(new ParameterStore(symmetric.getManager(), false), new NDList(symmetric), false);
            result.attach(symmetric.getManager());
            return new Eigen(result.get(0), result.get(1));
        } catch (MalformedModelException e) {
            throw new IOException("libtorch refuses the program", e);
        } finally {
            Files.deleteIfExists(program);
            Files.deleteIfExists(folder);
        }
    }
}
