package dev.headstart.torchscript;

import dev.headstart.machine.Cpu;
import java.util.Locale;

/** A precision that can be asked for. A CPU may compute in another one: see {@link #onCpu}. Embeddings are stored as float32 in every case. */
public enum Precision {
    FP32(6, 0),
    /** float32 whose convolutions round their operands to 10 bits of fraction: NVIDIA's GPUs from Ampere on. */
    TF32(6, 13),
    BF16(15, 16),
    FP16(5, 13);

    private final int scalarType;
    private final int droppedBits;

    /** @param droppedBits how many of float32's lowest bits a value of this precision has not */
    Precision(int scalarType, int droppedBits) {
        this.scalarType = scalarType;
        this.droppedBits = droppedBits;
    }

    /** Whether tensors are float32. */
    boolean isFloat32() {
        return scalarType == FP32.scalarType;
    }

    /** PyTorch's {@code ScalarType} number, as serialised code writes it. */
    int scalarType() {
        return scalarType;
    }

    /** The nearest value of this precision; of two, the even one. */
    float round(float value) {
        if (this == FP32) {
            return value;
        }
        if (this == FP16) { // whose exponent is shorter too
            return Float.float16ToFloat(Float.floatToFloat16(value));
        }
        int bits = Float.floatToRawIntBits(value);
        int half = (1 << (droppedBits - 1)) - 1 + ((bits >>> droppedBits) & 1);
        return Float.intBitsToFloat((bits + half) & (-1 << droppedBits));
    }

    /**
     * The precision that a CPU computes in where this one is asked for. It is {@link #FP32}, with weights rounded to this precision, unless
     * the CPU multiplies in this precision itself. libtorch's operators for bfloat16 demand {@code avx_ne_convert}, which converts and does not
     * multiply, or {@code avx512bw}, {@code avx512vl} and {@code avx512dq}. Without an instruction that multiplies bfloat16 they take six times
     * as long as float32's. PyTorch's plain convolutions in
     * bfloat16 and in half precision, which run everywhere, take six to eight times as long (extract/BENCHMARKS.md, "CPUs without
     * bfloat16").
     */
    Precision onCpu(Cpu cpu) {
        boolean operators = cpu.has("avx512bw") && cpu.has("avx512vl") && cpu.has("avx512dq");
        boolean instructions = cpu.has("avx512_bf16") || cpu.has("amx_bf16");
        return this == BF16 && operators && instructions ? BF16 : FP32;
    }

    /** How many times as fast as in float32 a CPU multiplies in this precision, roughly, given that it does so itself. */
    double pace(Cpu cpu) {
        if (this != BF16) {
            return 1;
        }
        return cpu.has("amx_bf16") ? 8 : 2;
    }

    /** As options and files write it: in lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
