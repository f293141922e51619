package dev.headstart.torchscript;

import ai.djl.Device;
import java.util.Locale;

/** TorchScript of oneDNN's operators, which libtorch has as {@code mkldnn}, and where they are. */
public final class OneDnn {
    static final String NO_SCALARS = "annotate(List[Optional[number]], [])";

    private OneDnn() {}

    /** Whether libtorch's build for a system has the operators: on x86-64, and on arm64 under Linux; never under macOS. */
    static boolean isBuiltIn(String os, String arch) {
        boolean arm = os.startsWith("Linux") && arch.equals("aarch64");
        return !os.startsWith("Mac") && (isX86(arch) || arm);
    }

    /** Whether libtorch has the operators for this system's CPU. */
    static boolean isBuiltIn() {
        return isBuiltIn(System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    static boolean isX86(String arch) {
        return arch.equals("amd64") || arch.equals("x86_64");
    }

    /**
     * Whether products with a matrix that is laid out once are faster than BLAS's: on x86-64 CPUs for which libtorch's BLAS has no kernels of
     * their own they are twice as fast.
     */
    public static boolean multipliesFaster(Device device) {
        return !device.isGpu() && isBuiltIn() && isX86(System.getProperty("os.arch"));
    }

    /**
     * Lays a matrix out.
     *
     * @param matrix {@code [out, in]}
     * @param rows that {@link #product} will have at a time
     */
    public static String packed(String matrix, int rows) {
        return String.format(Locale.ROOT, "ops.mkldnn._reorder_linear_weight(%s, %d)", matrix, rows);
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
