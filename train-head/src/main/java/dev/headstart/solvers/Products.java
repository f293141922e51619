package dev.headstart.solvers;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import dev.headstart.machine.PhysicalMemory;
import dev.headstart.torchscript.OneDnn;

/** How TorchScript multiplies by a matrix that many are multiplied by. */
enum Products {
    /** By BLAS, or on a GPU. */
    PLAIN {
        @Override
        String laidOut(String matrix) {
            return matrix;
        }

        @Override
        String product(String rows, String laidOut) {
            return "torch.mm(%s, torch.t(%s))".formatted(rows, laidOut);
        }
    },
    /** By oneDNN, which wants the matrix in an order of its own. */
    ONEDNN {
        @Override
        String laidOut(String matrix) {
            return OneDnn.packed(matrix, PACKED_FOR);
        }

        @Override
        String product(String rows, String laidOut) {
            return OneDnn.product(rows, laidOut);
        }
    };

    /** With libtorch 2.7.1 the order is the same for 1 row and 1,000. */
    private static final int PACKED_FOR = 16;

    /** Floats of features above which they stay as they are. */
    private static final long MOST_LAID_OUT = 1L << 28;
    /** Of features that are laid out: as read, as a solver gathers them, and both ways; half the machine is for all else. */
    private static final int COPIES = 4;
    /** oneDNN fills the last block of columns up. */
    private static final int BLOCK = 64;

    /** The faster ones for the device. */
    static Products on(Device device) {
        return OneDnn.multipliesFaster(device) ? ONEDNN : PLAIN;
    }

    /** The faster ones for features that are kept laid out. */
    static Products with(NDArray features) {
        long columns = Math.ceilDiv(features.getShape().get(1), (long) BLOCK) * BLOCK;
        long floats = features.getShape().get(0) * columns;
        boolean fits = floats <= MOST_LAID_OUT && COPIES * floats * Float.BYTES <= PhysicalMemory.bytes() / 2;
        return fits ? on(features.getDevice()) : PLAIN;
    }

    /** An expression for a matrix {@code [out, in]} as {@link #product} takes it. */
    abstract String laidOut(String matrix);

    /** An expression for {@code [n, out]} of {@code rows [n, in]} and a matrix that was {@code [out, in]}. */
    abstract String product(String rows, String laidOut);
}
