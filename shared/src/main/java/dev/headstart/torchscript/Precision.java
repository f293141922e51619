package dev.headstart.torchscript;

/** The arithmetic of the network; embeddings are stored as float32 whichever it is. */
public enum Precision {
    FP32(6),
    BF16(15),
    FP16(5);

    private final int scalarType;

    Precision(int scalarType) {
        this.scalarType = scalarType;
    }

    /** PyTorch's {@code ScalarType} number, as serialised code writes it. */
    int scalarType() {
        return scalarType;
    }
}
