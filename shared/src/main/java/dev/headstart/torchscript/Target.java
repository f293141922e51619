package dev.headstart.torchscript;

import ai.djl.Device;
import java.util.Locale;

/** What a program is compiled for. */
public record Target(Precision precision, Kernels kernels) {

    /**
     * Below this, oneDNN multiplies vectors instead of matrices, whose sums it splits by the number of threads: the last digits would
     * depend on it.
     */
    public static final int MIN_BATCH = 4;

    /** The fastest kernels that the device has for the precision. */
    public static Target of(Precision precision, Device device, int batch) {
        boolean fused = !device.isGpu() && isX86() && precision != Precision.FP16;
        return new Target(precision, fused ? new OneDnnKernels(batch) : new AtenKernels());
    }

    static boolean isX86() {
        return System.getProperty("os.arch").toLowerCase(Locale.ROOT).matches("amd64|x86_64");
    }
}
