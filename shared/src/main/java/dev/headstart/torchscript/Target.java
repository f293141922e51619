package dev.headstart.torchscript;

import ai.djl.Device;
import dev.headstart.machine.Cpu;
import java.io.IOException;

/**
 * What a program is compiled for.
 *
 * @param weights the precision that weights are rounded to
 * @param arithmetic the precision that is computed in: {@code weights}, or float32 where a CPU has no arithmetic for that
 * @param portable whether it is for whoever loads TorchScript, with pictures of any size and tensors that move with the module to another
 *     device, or for {@link Program} alone
 */
public record Target(Precision weights, Precision arithmetic, Kernels kernels, Input input, boolean portable) {

    /**
     * Below this, oneDNN multiplies vectors instead of matrices, whose sums it splits by the number of threads: the last digits would
     * depend on it.
     */
    public static final int MIN_BATCH = 4;

    /** For {@link Program}, computed in the precision itself. */
    Target(Precision precision, Kernels kernels) {
        this(precision, precision, kernels, Input.UINT8, false);
    }

    /** PyTorch's own operators in float32, which run everywhere. */
    public static Target portable(Input input) {
        return new Target(Precision.FP32, Precision.FP32, new AtenKernels(), input, true);
    }

    /** The fastest arithmetic and kernels that the device has for the precision. */
    public static Target of(Precision precision, Device device, int batch) throws IOException {
        return device.isGpu() ? new Target(precision, new CudnnKernels(precision))
                : onCpu(precision, Cpu.here(), batch);
    }

    /** The fastest arithmetic and kernels that a CPU has for the precision. */
    static Target onCpu(Precision precision, Cpu cpu, int batch) {
        Precision arithmetic = precision.onCpu(cpu);
        double pace = winogradIsFast(cpu) ? arithmetic.pace(cpu) : Double.POSITIVE_INFINITY;
        Kernels kernels = OneDnn.isBuiltIn() ? new OneDnnKernels(batch, pace) : new AtenKernels();
        return new Target(precision, arithmetic, kernels, Input.UINT8, false);
    }

    /**
     * Whether oneDNN has fast kernels for a convolution in groups, which Winograd's products are: it has on x86-64 from AVX2 on. With SSE4.2
     * alone Winograd takes 1.7 times as long as the direct convolution (extract/BENCHMARKS.md, "CPUs without bfloat16").
     */
    private static boolean winogradIsFast(Cpu cpu) {
        return cpu.has("avx2") || !cpu.saysWhatItHas();
    }
}
