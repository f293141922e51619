package dev.headstart.sweep;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.headstart.metrics.Predictions;
import dev.headstart.solvers.Classifier;
import dev.headstart.splits.Samples;
import dev.headstart.torchscript.Devices;
import dev.headstart.torchscript.Floats;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The samples that the heads of each fold are asked about, some rows at a time. The features of one fold are kept until another's are
 * wanted, so that several heads in turn see the same arrays.
 */
final class HeldOut implements AutoCloseable {
    /** Numbers in the features or in the logits of the rows that are asked about at a time: a quarter of a gigabyte. */
    private static final int NUMBERS = 1 << 26;

    private final List<Samples> folds;
    private final int numbers;
    private final List<NDArray> blocks = new ArrayList<>();
    private int current;
    private @Nullable NDManager manager;

    HeldOut(List<Samples> folds) {
        this(folds, NUMBERS);
    }

    HeldOut(List<Samples> folds, int numbers) {
        this.folds = folds;
        this.numbers = numbers;
    }

    /** What a head says of a fold's samples. */
    Predictions predict(Classifier head, int fold) {
        Samples asked = folds.get(fold);
        float[] all = new float[Math.multiplyExact(asked.size(), asked.classes())];
        int filled = 0;
        for (NDArray block : features(fold)) {
            try (NDArray logits = head.logits(block)) {
                new Floats().copy(logits, all, filled);
                filled += Math.toIntExact(logits.size());
            }
        }
        return new Predictions(asked, all, 1);
    }

    private List<NDArray> features(int fold) {
        if (manager == null || current != fold) {
            close();
            manager = Devices.load().newBaseManager(Device.cpu());
            Samples samples = folds.get(fold);
            int most = Math.max(1, numbers / Math.max(samples.dimension(), samples.classes()));
            for (int from = 0; from < samples.size(); from += most) {
                int[] rows = IntStream.range(from, Math.min(from + most, samples.size())).toArray();
                blocks.add(samples.subset(rows).features(manager));
            }
            current = fold;
        }
        return blocks;
    }

    @Override
    public void close() {
        blocks.clear();
        if (manager != null) {
            manager.close();
            manager = null;
        }
    }
}
