package dev.headstart.extract;

import dev.headstart.cli.Progress;
import dev.headstart.datasets.Picture;
import dev.headstart.embeddings.Embedding;
import dev.headstart.embeddings.EmbeddingsWriter;
import dev.headstart.embeddings.Row;
import dev.headstart.pictures.Decoder;
import dev.headstart.pictures.Pixels;
import dev.headstart.pictures.ResizeCrop;
import dev.headstart.torchscript.Program;
import dev.headstart.weights.Sha256;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The pipeline of one run: pictures are read, decoded and resized by a few threads, some batches ahead of the network; rows leave in the
 * order of the listing.
 */
final class Extraction {
    /** Batches that may be decoded or wait while one is in the network. */
    private static final int AHEAD = 2;

    private final Program program;
    private final Decoder decoder;
    private final ResizeCrop crop;
    private final int batchSize;
    private final int bytesPerPicture;

    Extraction(Program program, Decoder decoder, ResizeCrop crop, int batchSize) {
        this.program = program;
        this.decoder = decoder;
        this.crop = crop;
        this.batchSize = batchSize;
        bytesPerPicture = crop.crop() * crop.crop() * 3;
    }

    /**
     * What a run did.
     *
     * @param pictures listed
     * @param written rows; {@code pictures == written + failed}
     * @param dimensions of each embedding of a row
     */
    record Summary(int pictures, int written, int failed, List<Integer> dimensions, double seconds) {}

    /** A batch on its way: {@code loaded} may have gaps where pictures failed. */
    private record Batch(List<Picture> pictures, ByteBuffer pixels, List<Future<@Nullable Loaded>> loaded) {}

    /** What the store keeps of a picture besides its embedding. */
    private record Loaded(Row row) {}

    Summary run(List<Picture> pictures, EmbeddingsWriter writer, PrintWriter errors)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        int written = 0;
        int failed = 0;
        List<Integer> dimensions = List.of();
        Deque<ByteBuffer> free = new ArrayDeque<>();
        try (ExecutorService decoders = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
                Progress progress = Progress.of("extract", pictures.size())) {
            Deque<Batch> ahead = new ArrayDeque<>();
            int next = 0;
            try {
                while (next < pictures.size() || !ahead.isEmpty()) {
                    while (next < pictures.size() && ahead.size() <= AHEAD) {
                        int end = Math.min(next + batchSize, pictures.size());
                        ByteBuffer pixels = free.isEmpty()
                                ? ByteBuffer.allocateDirect(Math.multiplyExact(batchSize, bytesPerPicture))
                                : free.pop();
                        ahead.add(submit(pictures.subList(next, end), pixels, decoders));
                        next = end;
                    }
                    Batch batch = ahead.remove();
                    List<Loaded> loaded = await(batch, errors);
                    // Always the full shape, so that neither speed nor the last digits depend on how many pictures are left.
                    List<float[]> outputs = program.run(batch.pixels().rewind(), batchSize, crop.crop());
                    dimensions = outputs.stream().map(o -> o.length / batchSize).toList();
                    for (int i = 0; i < batch.pictures().size(); i++) {
                        Loaded l = loaded.get(i);
                        if (l == null) {
                            failed++;
                            continue;
                        }
                        int index = i;
                        writer.write(new Embedding(l.row(), outputs.stream().map(o -> row(o, index)).toList()));
                        written++;
                    }
                    free.push(batch.pixels());
                    progress.stepBy(batch.pictures().size());
                }
            } finally {
                decoders.shutdownNow();
            }
        }
        return new Summary(pictures.size(), written, failed, dimensions, (System.nanoTime() - start) / 1e9);
    }

    private Batch submit(List<Picture> pictures, ByteBuffer pixels, ExecutorService decoders) {
        List<Future<@Nullable Loaded>> loaded = new ArrayList<>();
        for (int i = 0; i < pictures.size(); i++) {
            Picture picture = pictures.get(i);
            int offset = i * bytesPerPicture;
            loaded.add(decoders.submit(() -> load(picture, pixels, offset)));
        }
        return new Batch(pictures, pixels, loaded);
    }

    private float[] row(float[] output, int index) {
        int dimension = output.length / batchSize;
        return Arrays.copyOfRange(output, index * dimension, (index + 1) * dimension);
    }

    private Loaded load(Picture picture, ByteBuffer pixels, int offset) throws IOException {
        FileTime modified = Files.getLastModifiedTime(picture.file());
        byte[] file = Files.readAllBytes(picture.file());
        Pixels decoded = decoder.decode(file);
        crop.apply(decoded, pixels, offset);
        return new Loaded(new Row(picture.path(), picture.label(), picture.split(), decoded.width(), decoded.height(),
                Sha256.of(file), file.length, modified.to(TimeUnit.NANOSECONDS)));
    }

    private static List<@Nullable Loaded> await(Batch batch, PrintWriter errors) throws InterruptedException {
        List<@Nullable Loaded> loaded = new ArrayList<>();
        for (int i = 0; i < batch.loaded().size(); i++) {
            try {
                loaded.add(batch.loaded().get(i).get());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof IOException cause)) {
                    throw new IllegalStateException(batch.pictures().get(i).path() + ": " + e.getCause(), e);
                }
                errors.println("left out " + batch.pictures().get(i).path() + ": " + cause.getMessage());
                errors.flush();
                loaded.add(null);
            }
        }
        return loaded;
    }
}
