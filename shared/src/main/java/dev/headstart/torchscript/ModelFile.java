package dev.headstart.torchscript;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import java.io.IOException;
import java.nio.file.Path;

/** A TorchScript archive, for libtorch to load. */
final class ModelFile {
    private ModelFile() {}

    /**
     * Loads it.
     *
     * @param what it holds, for messages
     */
    static Model load(Path file, Device device, String what) throws IOException {
        Model model = Model.newInstance("net", device, "PyTorch");
        try {
            model.load(file.toAbsolutePath().getParent(), String.valueOf(file.getFileName()));
            return model;
        } catch (MalformedModelException e) {
            model.close();
            throw new IOException("libtorch refuses the " + what, e);
        } catch (IOException | RuntimeException e) {
            model.close();
            throw e;
        }
    }
}
