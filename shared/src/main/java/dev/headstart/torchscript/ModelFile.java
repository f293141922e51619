package dev.headstart.torchscript;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A TorchScript archive, for libtorch to load. */
final class ModelFile {
    /**
     * Has libtorch read every tensor onto the device. DJL's default reads them onto the CPU and moves parameters and buffers alone, neither
     * plain attributes nor constants: the first batch on a GPU then meets weights that are still on the CPU.
     */
    private static final Map<String, String> ONTO_THE_DEVICE = Map.of("mapLocation", "true");

    private ModelFile() {}

    /**
     * Loads an archive onto a device.
     *
     * @param what it holds, for messages
     */
    static Model load(Path file, Device device, String what) throws IOException {
        Model model = Devices.load().newModel("net", device);
        try {
            model.load(file.toAbsolutePath().getParent(), String.valueOf(file.getFileName()), ONTO_THE_DEVICE);
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
