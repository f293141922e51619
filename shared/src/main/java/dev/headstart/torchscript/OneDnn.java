package dev.headstart.torchscript;

import ai.djl.Device;

/**
 * TorchScript of oneDNN's products with a matrix that is laid out for them once: on CPUs for which libtorch's BLAS has no kernels of their
 * own they are twice as fast as its.
 */
public final class OneDnn {
    static final String NO_SCALARS = "annotate(List[Optional[number]], [])";

    private OneDnn() {}

    /** Whether libtorch has it for the device. */
    public static boolean runsOn(Device device) {
        return !device.isGpu() && Target.isX86();
    }

    /**
     * Lays a matrix out.
     *
     * @param matrix {@code [out, in]}
     * @param rows that {@link #product} will have at a time
     */
    public static String packed(String matrix, int rows) {
        return "ops.mkldnn._reorder_linear_weight(%s, %d)".formatted(matrix, rows);
    }

    /**
     * {@code [rows, out]}, the product of rows with a matrix's transpose.
     *
     * @param rows {@code [rows, in]}
     * @param packed what {@link #packed} gave for the matrix
     */
    public static String product(String rows, String packed) {
        return linear(rows, packed, "None", "none");
    }

    static String linear(String input, String packed, String bias, String activation) {
        return "ops.mkldnn._linear_pointwise(%s, %s, %s, \"%s\", %s, \"\")".formatted(input, packed, bias, activation,
                NO_SCALARS);
    }
}
