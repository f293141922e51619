package dev.headstart.torchscript;

import ai.djl.pytorch.jni.LibUtils;
import dev.headstart.machine.NvidiaDriver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Tells why libtorch uses no GPU on a machine that has one. */
public final class UnusedGpu {
    /** On the class path if the build brings libtorch for CPUs. */
    private static final String BUNDLED = "native/lib/pytorch.properties";

    private UnusedGpu() {}

    /** A note for those who left the choice to {@code auto}, in lines; empty if the machine has no GPU or libtorch can use it. */
    public static Optional<String> note(String device) {
        return device.equals("auto")
                ? reason().map(reason -> "note: this machine's GPU is not used:%n      %s%n".formatted(reason))
                : Optional.empty();
    }

    /** The reason and what to do; empty if the machine has no GPU or libtorch can use it. Loads libtorch. */
    static Optional<String> reason() {
        if (!NvidiaDriver.here().hasGpu() || Devices.canUseGpu()) {
            return Optional.empty();
        }
        boolean bundled = UnusedGpu.class.getClassLoader().getResource(BUNDLED) != null
                && System.getenv("PYTORCH_LIBRARY_PATH") == null;
        return Optional.of(reason(Path.of(LibUtils.getLibtorchPath()), bundled));
    }

    /**
     * The reason and what to do, given that libtorch cannot use a GPU.
     *
     * @param libtorch folder of the libraries that are loaded
     * @param bundled whether they came with the build
     */
    static String reason(Path libtorch, boolean bundled) {
        if (Files.exists(libtorch.resolve("libtorch_cuda.so"))) {
            return "libtorch finds no CUDA device; update the driver, or give this process the GPU";
        }
        return bundled ? "this build's libtorch is for CPUs; build with 'mvn clean package -Pcuda'"
                : "libtorch in " + libtorch + " is for CPUs; set PYTORCH_LIBRARY_PATH to one with CUDA";
    }
}
