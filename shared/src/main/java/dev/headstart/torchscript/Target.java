package dev.headstart.torchscript;

import ai.djl.Device;
import dev.headstart.cli.UserException;
import dev.headstart.machine.Cpu;
import java.io.IOException;
import java.util.Locale;

/**
 * What a program is compiled for.
 *
 * @param portable whether it is for whoever loads TorchScript, with pictures of any size and tensors that move with the module to another
 *     device, or for {@link Program} alone
 */
public record Target(Precision precision, Kernels kernels, Input input, boolean portable) {

    /**
     * Below this, oneDNN multiplies vectors instead of matrices, whose sums it splits by the number of threads: the last digits would
     * depend on it.
     */
    public static final int MIN_BATCH = 4;

    /** For {@link Program}. */
    Target(Precision precision, Kernels kernels) {
        this(precision, kernels, Input.UINT8, false);
    }

    /** PyTorch's own operators in float32, which run everywhere. */
    public static Target portable(Input input) {
        return new Target(Precision.FP32, new AtenKernels(), input, true);
    }

    /**
     * The fastest kernels that the device has for the precision.
     *
     * @throws UserException if it has none
     */
    public static Target of(Precision precision, Device device, int batch) throws IOException {
        if (device.isGpu()) {
            return new Target(precision, new CudnnKernels(precision == Precision.TF32));
        }
        if (precision == Precision.TF32) {
            throw new UserException("--precision tf32 is a rounding of NVIDIA's GPUs; choose fp32 on a CPU");
        }
        boolean fused = OneDnn.runsOn(device) && precision != Precision.FP16;
        return new Target(precision, fused ? new OneDnnKernels(batch, precision.pace(Cpu.here())) : new AtenKernels());
    }

    static boolean isX86() {
        return System.getProperty("os.arch").toLowerCase(Locale.ROOT).matches("amd64|x86_64");
    }
}
