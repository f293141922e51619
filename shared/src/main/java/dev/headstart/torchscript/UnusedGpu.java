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

    /**
     * The reason, as the end of a sentence; empty if the machine has no GPU or libtorch can use it. Loads libtorch.
     */
    public static Optional<String> reason() {
        if (NvidiaDriver.here().count() == 0 || Devices.gpus() > 0) {
            return Optional.empty();
        }
        boolean bundled = UnusedGpu.class.getClassLoader().getResource(BUNDLED) != null
                && System.getenv("PYTORCH_LIBRARY_PATH") == null;
        return Optional.of(reason(Path.of(LibUtils.getLibtorchPath()), bundled));
    }

    /**
     * The reason, given that libtorch sees no GPU.
     *
     * @param libtorch folder of the libraries that are loaded
     * @param bundled whether they came with the build
     */
    static String reason(Path libtorch, boolean bundled) {
        if (Files.exists(libtorch.resolve("libtorch_cuda.so"))) {
            return "libtorch for CUDA 12.8 cannot use it; its driver must be 570 or newer (nvidia-smi tells)";
        }
        return bundled ? "this build brings libtorch for CPUs alone; build it with 'mvn package -Pcuda'"
                : "the libtorch in " + libtorch + " is for CPUs alone";
    }
}
