package dev.headstart.solvers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.headstart.cli.UserException;
import dev.headstart.head.LinearHead;
import dev.headstart.torchscript.Devices;

/**
 * A problem's features on its device, normalised as it wants them.
 *
 * @param x {@code [N, dim]}
 */
record Features(NDManager manager, NDArray x, Normalization normalization,
        Normalization.Scaling scaling) implements AutoCloseable {
    private static final float LARGEST = 1e15f;

    /** Gathers them; from here on libtorch's operators run on the thread that calls them. */
    static Features of(Problem problem) {
        Devices.useThreads(1);
        NDManager manager = Devices.load().newBaseManager(problem.device());
        try {
            NDArray x = problem.samples().features(manager);
            requireModerate(x);
            return new Features(manager, x, problem.normalization(), problem.normalization().apply(x));
        } catch (RuntimeException | Error e) {
            manager.close();
            throw e;
        }
    }

    private static void requireModerate(NDArray x) {
        float largest = Math.max(x.max().getFloat(), -x.min().getFloat());
        if (largest > LARGEST) {
            throw new UserException("the embeddings hold " + largest + ", and numbers beyond " + LARGEST
                    + " leave float32's range when they are squared; scale them down");
        }
    }

    /** Of a head for these, the one for embeddings as they are. */
    LinearClassifier classifier(LinearHead head) {
        return new LinearClassifier(normalization.fold(head, scaling));
    }

    @Override
    public void close() {
        manager.close();
    }
}
