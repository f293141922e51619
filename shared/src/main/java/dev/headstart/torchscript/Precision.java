package dev.headstart.torchscript;

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
}
