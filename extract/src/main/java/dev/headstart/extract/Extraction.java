package dev.headstart.extract;

import dev.headstart.cli.Interruption;
import dev.headstart.cli.Progress;
import dev.headstart.cli.UserException;
import dev.headstart.datasets.Picture;
import dev.headstart.embeddings.Embedding;
import dev.headstart.embeddings.Row;
import dev.headstart.extract.Stages.Stage;
import dev.headstart.files.Reason;
import dev.headstart.pictures.Decoder;
import dev.headstart.pictures.MemoryBudget;
import dev.headstart.pictures.ResizeCrop;
import dev.headstart.torchscript.Devices;
import dev.headstart.torchscript.Program;
import dev.headstart.weights.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One run over pictures. Each worker takes a batch, reads, decodes and resizes its pictures, pushes them through the network on its own
 * core, and hands on what comes out. While one worker decodes another multiplies, and none ever waits for a sibling in the
 * middle of a layer, as threads that share one network do.
 */
final class Extraction {
    /** After how many the native heap is looked at. */
    private static final int PICTURES_PER_LOOK = 64;

    /** The files of all workers together, before they are decoded, take no more than a quarter of Java's heap; their pixels may take half. */
    private static final int PART_OF_HEAP = 4;

    private final Program program;
    private final Decoder decoder;
    private final ResizeCrop crop;
    private final int batchSize;
    private final int threads;
    private final MemoryBudget files = MemoryBudget.ofHeap(PART_OF_HEAP);
    private final Stages stages = new Stages();
    private final NativeHeap heap = new NativeHeap();

    /**
     * @param batchSize that the program was compiled for
     * @param threads workers
     */
    Extraction(Program program, Decoder decoder, ResizeCrop crop, int batchSize, int threads) {
        this.program = program;
        this.decoder = decoder;
        this.crop = crop;
        this.batchSize = batchSize;
        this.threads = threads;
    }

    /** What becomes of a picture that cannot be read. */
    enum OnError {
        SKIP,
        FAIL;

        /** As {@code --on-error} takes it: in lower case. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Why a run ended. */
    enum Ending {
        DONE,
        /** By Ctrl-C, before the last picture. */
        INTERRUPTED,
        /** By a bad picture, where {@link OnError#FAIL} was asked for. */
        FAILED
    }

    /**
     * What a run did.
     *
     * @param computed pictures that the sink has got
     * @param failures pictures left out, in their order
     * @param warnings pictures that a decoder found something wrong with and read nevertheless, in their order
     * @param stages where the time went
     */
    record Summary(int computed, List<Failure> failures, List<Warning> warnings, Ending ending, double seconds,
            String stages) {
        static final Summary NOTHING = new Summary(0, List.of(), List.of(), Ending.DONE, 0, "");
    }

    Summary run(List<Picture> pictures, Sink sink, OnError onError, Interruption interruption)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        try (Progress progress = Progress.of("extract", pictures.size());
                ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            Shared shared = new Shared(pictures, sink, onError, interruption, progress);
            // While the workers load their first pictures.
            FutureTask<?> packing = new FutureTask<>(this::pack, null);
            List<Future<?>> workers = new ArrayList<>();
            try {
                for (int i = 0; i < threads; i++) {
                    workers.add(executor.submit(() -> {
                        try {
                            return work(shared, packing);
                        } finally {
                            shared.stop(); // there is nothing left for the others, or all is lost
                        }
                    }));
                }
                packing.run();
            } finally {
                packing.cancel(false); // if it has not come to it, nobody shall wait for it
            }
            for (Future<?> worker : workers) {
                join(worker);
            }
            return shared.summary((System.nanoTime() - start) / 1e9, stages.describe());
        }
    }

    /** Packs the weights, as oneDNN wants them where as many threads share an operator as in the workers. */
    private void pack() {
        Devices.useThreads(1);
        program.run(ByteBuffer.allocateDirect(batchSize * bytesPerPicture()), batchSize, crop.crop());
        heap.trim();
    }

    private static void join(Future<?> worker) throws IOException, InterruptedException {
        try {
            worker.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException r -> throw r;
                case IOException io -> throw io;
                case Error error -> throw error;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    private int bytesPerPicture() {
        return crop.crop() * crop.crop() * 3;
    }

    private @Nullable Void work(Shared shared, Future<?> packing) throws IOException, InterruptedException {
        Devices.useThreads(1);
        ByteBuffer pixels = ByteBuffer.allocateDirect(Math.multiplyExact(batchSize, bytesPerPicture()));
        for (Optional<Span> span = shared.next(batchSize); span.isPresent(); span = shared.next(batchSize)) {
            List<Failure> failures = new ArrayList<>();
            List<Warning> warnings = new ArrayList<>();
            List<Row> rows = new ArrayList<>();
            List<Picture> batch = shared.pictures.subList(span.get().from(), span.get().to());
            for (Picture picture : batch) {
                try {
                    rows.add(load(picture, pixels, rows.size() * bytesPerPicture(), warnings));
                } catch (UserException e) {
                    throw e; // it is not the picture's fault, and neither is memory that is short
                } catch (IOException | RuntimeException e) {
                    failures.add(new Failure(picture.path(), reason(e)));
                }
            }
            join(packing); // only then may several threads run the program
            List<Embedding> embeddings = rows.isEmpty() ? List.of() : compute(rows, pixels);
            long start = System.nanoTime();
            shared.done(span.get(), embeddings, failures, warnings, stages);
            if (span.get().from() / PICTURES_PER_LOOK != span.get().to() / PICTURES_PER_LOOK) {
                heap.trimIfGrown();
            }
            stages.add(Stage.WRITE, start);
        }
        return null;
    }

    private Row load(Picture picture, ByteBuffer pixels, int offset, List<Warning> warnings) throws IOException {
        long start = System.nanoTime();
        BasicFileAttributes attributes = Files.readAttributes(picture.file(), BasicFileAttributes.class);
        if (!attributes.isRegularFile()) {
            throw new IOException(
                    "it is no file but " + (attributes.isDirectory() ? "a folder" : "a pipe or a device"));
        }
        try (MemoryBudget.Hold _ = files.take(attributes.size())) {
            byte[] file = Files.readAllBytes(picture.file());
            String sha256 = Sha256.of(file);
            long decoding = stages.add(Stage.READ, start);
            return decoder.decode(file, decoded -> {
                long resizing = stages.add(Stage.DECODE, decoding);
                crop.apply(decoded, pixels, offset);
                stages.add(Stage.RESIZE, resizing);
                if (decoded.warning() != null) {
                    warnings.add(new Warning(picture.path(), decoded.warning()));
                }
                return new Row(picture.path(), picture.label(), picture.split(), decoded.whole().width(),
                        decoded.whole().height(), sha256, file.length,
                        attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS));
            });
        }
    }

    private List<Embedding> compute(List<Row> rows, ByteBuffer pixels) {
        long start = System.nanoTime();
        // Always the full shape, so that neither speed nor the last digits depend on how many pictures there are.
        List<float[]> outputs = program.run(pixels.rewind(), batchSize, crop.crop());
        List<Embedding> embeddings = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            int place = i;
            List<float[]> vectors = outputs.stream().map(o -> row(o, place)).toList();
            requireFinite(vectors, rows.get(i).path());
            embeddings.add(new Embedding(rows.get(i), vectors));
        }
        stages.add(Stage.NETWORK, start);
        return embeddings;
    }

    private static String reason(Throwable e) {
        return switch (e) {
            case NoSuchFileException _ -> "it is gone, or a link to nothing";
            case IOException io -> Reason.of(io);
            default -> "it cannot be decoded: its decoder failed (" + e.getClass().getSimpleName() + ")";
        };
    }

    private static void requireFinite(List<float[]> vectors, String path) {
        for (float[] vector : vectors) {
            for (float value : vector) {
                if (!Float.isFinite(value)) {
                    throw new UserException(path + ": its embedding holds " + value
                            + ", the numbers overflow; choose --precision fp32 or bf16, or other weights");
                }
            }
        }
    }

    private float[] row(float[] output, int index) {
        int dimension = output.length / batchSize;
        return Arrays.copyOfRange(output, index * dimension, (index + 1) * dimension);
    }

    /** Pictures {@code from} to {@code to} of the list. */
    private record Span(int from, int to) {}

    /** What the workers have in common. */
    private static final class Shared {
        private final List<Picture> pictures;
        private final Sink sink;
        private final OnError onError;
        private final Interruption interruption;
        private final Progress progress;
        private final SortedMap<Integer, List<Failure>> failures = new TreeMap<>();
        private final SortedMap<Integer, List<Warning>> warnings = new TreeMap<>();
        private int next;
        private int computed;
        private int finished;
        private boolean stopped;

        private Shared(List<Picture> pictures, Sink sink, OnError onError, Interruption interruption,
                Progress progress) {
            this.pictures = pictures;
            this.sink = sink;
            this.onError = onError;
            this.interruption = interruption;
            this.progress = progress;
        }

        private synchronized Optional<Span> next(int count) {
            if (stopped || interruption.requested() || next == pictures.size()) {
                return Optional.empty();
            }
            Span span = new Span(next, Math.min(next + count, pictures.size()));
            next = span.to();
            return Optional.of(span);
        }

        private synchronized void stop() {
            stopped = true;
        }

        private synchronized void done(Span span, List<Embedding> outputs, List<Failure> failed, List<Warning> warned,
                Stages stages) throws IOException {
            sink.append(outputs);
            computed += outputs.size();
            finished += span.to() - span.from();
            progress.say(stages.network());
            progress.stepBy(span.to() - span.from());
            if (!warned.isEmpty()) {
                warnings.put(span.from(), warned);
            }
            if (!failed.isEmpty()) {
                failures.put(span.from(), failed);
                stopped |= onError == OnError.FAIL;
            }
        }

        private synchronized Summary summary(double seconds, String stages) {
            Ending ending = onError == OnError.FAIL && !failures.isEmpty() ? Ending.FAILED
                    : finished < pictures.size() ? Ending.INTERRUPTED : Ending.DONE;
            return new Summary(computed, failures.values().stream().flatMap(List::stream).toList(),
                    warnings.values().stream().flatMap(List::stream).toList(), ending, seconds, stages);
        }
    }
}
