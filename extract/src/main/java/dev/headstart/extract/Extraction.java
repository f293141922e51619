package dev.headstart.extract;

import dev.headstart.cli.Interruption;
import dev.headstart.cli.Progress;
import dev.headstart.cli.UserException;
import dev.headstart.datasets.Picture;
import dev.headstart.embeddings.Embedding;
import dev.headstart.embeddings.Journal;
import dev.headstart.embeddings.Row;
import dev.headstart.pictures.Decoder;
import dev.headstart.pictures.Pixels;
import dev.headstart.pictures.ResizeCrop;
import dev.headstart.torchscript.Program;
import dev.headstart.weights.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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

/**
 * The pipeline of one run: pictures are read, decoded and resized by a few threads, some batches ahead of the network; what comes out of
 * the network is in the journal before the next batch goes in.
 */
final class Extraction {
    /** Batches that may be decoded or wait while one is in the network. */
    private static final int AHEAD = 2;

    private final Program program;
    private final Decoder decoder;
    private final ResizeCrop crop;
    private final int batchSize;
    private final int threads;
    private final int bytesPerPicture;

    Extraction(Program program, Decoder decoder, ResizeCrop crop, int batchSize, int threads) {
        this.program = program;
        this.decoder = decoder;
        this.crop = crop;
        this.batchSize = batchSize;
        this.threads = threads;
        bytesPerPicture = crop.crop() * crop.crop() * 3;
    }

    /** What becomes of a picture that cannot be read. */
    enum OnError {
        SKIP,
        FAIL
    }

    /**
     * What a run did.
     *
     * @param computed rows that are now in the journal
     * @param failures pictures left out, in their order
     * @param interrupted whether it was left before the end
     */
    record Summary(int computed, List<Failure> failures, boolean interrupted, double seconds) {}

    /** A batch on its way. */
    private record Batch(List<Picture> pictures, ByteBuffer pixels, List<Future<Row>> rows) {}

    Summary run(List<Picture> pictures, Journal journal, OnError onError, Interruption interruption)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        int computed = 0;
        List<Failure> failures = new ArrayList<>();
        Deque<ByteBuffer> free = new ArrayDeque<>();
        ExecutorService decoders = Executors.newFixedThreadPool(threads);
        try (Progress progress = Progress.of("extract", pictures.size())) {
            Deque<Batch> ahead = new ArrayDeque<>();
            int next = 0;
            while ((next < pictures.size() || !ahead.isEmpty()) && !interruption.requested()) {
                while (next < pictures.size() && ahead.size() <= AHEAD) {
                    int end = Math.min(next + batchSize, pictures.size());
                    ByteBuffer pixels = free.isEmpty()
                            ? ByteBuffer.allocateDirect(Math.multiplyExact(batchSize, bytesPerPicture))
                            : free.pop();
                    ahead.add(submit(pictures.subList(next, end), pixels, decoders));
                    next = end;
                }
                Batch batch = ahead.remove();
                List<Embedding> rows = compute(batch, failures);
                append(rows, journal);
                computed += rows.size();
                free.push(batch.pixels());
                progress.stepBy(batch.pictures().size());
                if (onError == OnError.FAIL && !failures.isEmpty()) {
                    throw new UserException(failures.getFirst().path() + ": " + failures.getFirst().reason()
                            + "; stopped, as --on-error fail asks; what was finished is kept");
                }
            }
        } finally {
            decoders.shutdownNow();
            decoders.awaitTermination(Long.MAX_VALUE, TimeUnit.SECONDS);
        }
        return new Summary(computed, failures, computed + failures.size() < pictures.size(),
                (System.nanoTime() - start) / 1e9);
    }

    private static void append(List<Embedding> rows, Journal journal) {
        try {
            journal.append(rows);
        } catch (IOException e) {
            throw new UserException("the journal beside the output cannot be written: " + e.getMessage()
                    + "; what was finished is kept: make room, then run the same command again", e);
        }
    }

    private Batch submit(List<Picture> pictures, ByteBuffer pixels, ExecutorService decoders) {
        List<Future<Row>> rows = new ArrayList<>();
        for (int i = 0; i < pictures.size(); i++) {
            Picture picture = pictures.get(i);
            int offset = i * bytesPerPicture;
            rows.add(decoders.submit(() -> load(picture, pixels, offset)));
        }
        return new Batch(pictures, pixels, rows);
    }

    private Row load(Picture picture, ByteBuffer pixels, int offset) throws IOException {
        FileTime modified = Files.getLastModifiedTime(picture.file());
        byte[] file = Files.readAllBytes(picture.file());
        Pixels decoded = decoder.decode(file);
        crop.apply(decoded, pixels, offset);
        return new Row(picture.path(), picture.label(), picture.split(), decoded.width(), decoded.height(),
                Sha256.of(file), file.length, modified.to(TimeUnit.NANOSECONDS));
    }

    private List<Embedding> compute(Batch batch, List<Failure> failures) throws InterruptedException {
        List<Row> rows = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < batch.rows().size(); i++) {
            try {
                rows.add(batch.rows().get(i).get());
                places.add(i);
            } catch (ExecutionException _) {
                failures.add(new Failure(batch.pictures().get(i).path(), reason(batch.rows().get(i).exceptionNow())));
            }
        }
        if (rows.isEmpty()) {
            return List.of();
        }
        // Always the full shape, so that neither speed nor the last digits depend on how many pictures there are.
        List<float[]> outputs = program.run(batch.pixels().rewind(), batchSize, crop.crop());
        List<Embedding> embeddings = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            int place = places.get(i);
            List<float[]> vectors = outputs.stream().map(o -> row(o, place)).toList();
            requireFinite(vectors, rows.get(i).path());
            embeddings.add(new Embedding(rows.get(i), vectors));
        }
        return embeddings;
    }

    private static String reason(Throwable e) {
        return switch (e) {
            case NoSuchFileException _ -> "it is gone, or a link to nothing";
            case IOException io -> io.getMessage() == null ? io.toString() : io.getMessage();
            case OutOfMemoryError _ -> "it needs more memory than there is";
            default -> throw new IllegalStateException(e);
        };
    }

    private static void requireFinite(List<float[]> vectors, String path) {
        for (float[] vector : vectors) {
            for (float value : vector) {
                if (!Float.isFinite(value)) {
                    throw new UserException(path + ": its embedding holds " + value
                            + ", the numbers overflow; choose --precision fp32 or bf16");
                }
            }
        }
    }

    private float[] row(float[] output, int index) {
        int dimension = output.length / batchSize;
        return Arrays.copyOfRange(output, index * dimension, (index + 1) * dimension);
    }
}
