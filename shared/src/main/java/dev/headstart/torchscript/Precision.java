package dev.headstart.torchscript;

import dev.headstart.machine.Cpu;
import java.util.Locale;

/** The arithmetic of the network; embeddings are stored as float32 whichever it is. */
public enum Precision {
    FP32(6),
    /** float32 whose convolutions round what they multiply to 10 bits of fraction: NVIDIA's GPUs from Ampere on. */
    TF32(6),
    BF16(15),
    FP16(5);

    private final int scalarType;

    Precision(int scalarType) {
        this.scalarType = scalarType;
    }

    /** Whether tensors are float32. */
    boolean isFloat32() {
        return scalarType == FP32.scalarType;
    }

    /** PyTorch's {@code ScalarType} number, as serialised code writes it. */
    int scalarType() {
        return scalarType;
    }

    /**
     * How many times as fast as in float32 a CPU multiplies, some, not measured; 1 also where it is slower. Of one that does not say what it
     * has it is supposed that it has bfloat16: Apple's and Arm's of today have.
     */
    double pace(Cpu cpu) {
        if (this != BF16) {
            return 1; // nor has libtorch half-precision convolutions for CPUs
        }
        if (cpu.has("amx_bf16")) {
            return 8;
        }
        return cpu.has("avx512_bf16") || !cpu.saysWhatItHas() ? 2 : 1;
    }

    /** As options and files write it: in lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
