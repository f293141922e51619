package dev.headstart.torchscript;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A function said in TorchScript: for what DJL's arrays lack, and for what they would do in many calls. Several threads may call it at a
 * time.
 */
public final class TorchFunction implements AutoCloseable {
    private final Model model;

    private TorchFunction(Model model) {
        this.model = model;
    }

    /**
     * Compiles a function.
     *
     * @param parameters in TorchScript's serialised form: {@code x: Tensor, y: Tensor}
     * @param type of the result: {@code Tensor}, {@code Tuple[Tensor, Tensor]}
     * @param body its lines, not indented, the last one a {@code return}
     */
    public static TorchFunction of(String parameters, String type, String body) throws IOException {
        Path folder = Files.createTempDirectory("headstart");
        Path file = folder.resolve("function.pt");
        Model model = Model.newInstance("function", Device.cpu(), "PyTorch");
        try {
            try (Archive archive = new Archive(file)) {
                archive.finish("""
                        class Net(Module):
                          __parameters__ = []
                          __buffers__ = []
                          training : bool
                          packed : bool
                          def forward(self: __torch__.Net, %s) -> %s:
                        %s""".formatted(parameters, type, body.indent(4)));
            }
            model.load(folder, "function.pt");
            return new TorchFunction(model);
        } catch (MalformedModelException e) {
            model.close();
            throw new IOException("libtorch refuses the function", e);
        } catch (IOException | RuntimeException e) {
            model.close();
            throw e;
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(folder);
        }
    }

    /** Calls it; what it returns belongs to the manager. */
    public NDList call(NDManager manager, NDArray... arguments) {
        NDList result = model.getBlock().forward(new ParameterStore(manager, false), new NDList(arguments), false);
        result.attach(manager);
        return result;
    }

    @Override
    public void close() {
        model.close();
    }
}
