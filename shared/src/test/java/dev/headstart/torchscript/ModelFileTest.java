package dev.headstart.torchscript;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFileTest {
    @TempDir
    Path folder;

    /** A CPU's libtorch cannot read a tensor onto the GPU that it was saved on: it has to be told where to. */
    @Test
    void tensorsAreReadOntoTheDeviceThatTheModelIsFor() throws IOException {
        Path file = folder.resolve("net.pt");
        try (Archive archive = new Archive(file)) {
            archive.attribute("w0", Tensor.rowMajor(Values.of(new float[]{1, 2, 3}), List.of(3)));
            archive.finish("""
                    class Net(Module):
                      __parameters__ = []
                      __buffers__ = []
                      training : bool
                      packed : bool
                      w0 : Tensor
                      def forward(self: __torch__.Net,
                        x: Tensor) -> Tensor:
                        return torch.add(x, self.w0)
                    """);
        }
        Rewritten.savedOnGpu(file);
        try (Model model = ModelFile.load(file, Device.cpu(), "sum"); NDManager manager = NDManager.newBaseManager()) {
            NDList sum = model.getBlock()
                    .forward(new ParameterStore(manager, false), new NDList(manager.create(new float[]{1, 1, 1})),
                            false);
            assertArrayEquals(new float[]{2, 3, 4}, sum.singletonOrThrow().toFloatArray());
        }
    }
}
