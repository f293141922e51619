package dev.headstart.torchscript;

import ai.djl.Device;
import java.util.Locale;

/** What a program is compiled for. */
public record Target(Precision precision, Kernels kernels) {

    /** The fastest kernels that the device has for the precision. */
    public static Target of(Precision precision, Device device, int batch) {
        boolean x86 = System.getProperty("os.arch").toLowerCase(Locale.ROOT).matches("amd64|x86_64");
        boolean fused = !device.isGpu() && x86 && precision != Precision.FP16;
        return new Target(precision, fused ? new OneDnnKernels(batch) : new AtenKernels());
    }
}
