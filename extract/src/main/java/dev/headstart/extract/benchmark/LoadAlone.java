package dev.headstart.extract.benchmark;

import dev.headstart.backbone.Preprocessing;
import dev.headstart.datasets.Dataset;
import dev.headstart.datasets.Picture;
import dev.headstart.pictures.Decoder;
import dev.headstart.pictures.Orientation;
import dev.headstart.pictures.ResizeCrop;
import dev.headstart.weights.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Reads, decodes and resizes pictures as the workers of {@code extract} do, without a network.
 *
 * <p>Argument: the folder. Prints pictures a second.
 */
final class LoadAlone {
    private final List<Picture> pictures;
    private final Decoder decoder = new Decoder(Orientation.APPLY, Long.MAX_VALUE);
    private final ResizeCrop crop = new ResizeCrop(Preprocessing.IMAGENET.resize(), Preprocessing.IMAGENET.crop());
    private final AtomicInteger next = new AtomicInteger();

    private LoadAlone(List<Picture> pictures) {
        this.pictures = pictures;
    }

    public static void main(String[] args) throws Exception {
        LoadAlone all = new LoadAlone(Dataset.open(Path.of(args[0])).pictures());
        int threads = Runtime.getRuntime().availableProcessors();
        long start = System.nanoTime();
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> workers = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                workers.add(executor.submit(all::work));
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
        }
        System.out.printf(Locale.ROOT, "%.2f pictures/s%n", all.pictures.size() / ((System.nanoTime() - start) / 1e9));
    }

    private @Nullable Void work() throws IOException {
        ByteBuffer pixels = ByteBuffer.allocateDirect(crop.crop() * crop.crop() * 3);
        for (int i = next.getAndIncrement(); i < pictures.size(); i = next.getAndIncrement()) {
            byte[] file = Files.readAllBytes(pictures.get(i).file());
            Sha256.of(file);
            crop.apply(decoder.decode(file), pixels, 0);
        }
        return null;
    }
}
