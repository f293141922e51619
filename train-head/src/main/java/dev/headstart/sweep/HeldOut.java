package dev.headstart.sweep;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.headstart.metrics.Predictions;
import dev.headstart.solvers.Classifier;
import dev.headstart.splits.Samples;
import dev.headstart.torchscript.Devices;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The samples that the heads of each fold are asked about. The features of one fold are kept until another's are wanted, so that several
 * heads in turn see the same array.
 */
final class HeldOut implements AutoCloseable {
    private final List<Samples> folds;
    private int current;
    private @Nullable NDManager manager;
    private @Nullable NDArray features;

    HeldOut(List<Samples> folds) {
        this.folds = folds;
    }

    /** What a head says of a fold's samples. */
    Predictions predict(Classifier head, int fold) {
        NDArray asked = features(fold);
        try (NDArray logits = head.logits(asked)) {
            return new Predictions(folds.get(fold), logits.toFloatArray(), 1);
        }
    }

    private NDArray features(int fold) {
        if (features == null || current != fold) {
            close();
            manager = Devices.load().newBaseManager(Device.cpu());
            features = folds.get(fold).features(manager);
            current = fold;
        }
        return features;
    }

    @Override
    public void close() {
        if (manager != null) {
            manager.close();
            features = null;
        }
    }
}
