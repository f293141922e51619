package dev.headstart.parquet;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.jspecify.annotations.Nullable;

/** Reads a column of lists page by page, on all processors: row groups are few, and in others' files there often is but one. */
record ParallelPages(Path path, Chunks chunks, FloatPages pages) {

    /**
     * A page to be read.
     *
     * @param at which number of all its first is
     */
    private record Task(PagePlace place, CompressionCodecName codec, Entries dictionary, long at) {}

    /**
     * Reads all rows.
     *
     * @param to filled, {@code [rows, dimension]}
     * @return whether it could; if not, some of them may have been written, and the column has to be read by the value
     */
    boolean read(int dimension, MemorySegment to) throws IOException {
        try (FileChannel file = FileChannel.open(path)) {
            List<Task> tasks = tasks(file);
            AtomicInteger next = new AtomicInteger();
            int threads = Math.clamp(tasks.size(), 1, Runtime.getRuntime().availableProcessors());
            try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
                List<Future<Boolean>> workers = new ArrayList<>();
                for (int t = 0; t < threads; t++) {
                    workers.add(executor
                            .submit(() -> Damage.refuse(path, () -> readSome(file, tasks, next, dimension, to))));
                }
                boolean all = true;
                for (Future<Boolean> worker : workers) {
                    all &= worker.get();
                }
                return all;
            }
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw new IllegalStateException(e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private List<Task> tasks(FileChannel file) throws IOException {
        List<Task> tasks = new ArrayList<>();
        long at = 0;
        List<List<PagePlace>> places = chunks.places(file);
        for (int i = 0; i < places.size(); i++) {
            Chunks.Chunk chunk = chunks.chunks().get(i);
            Entries dictionary = new Entries(chunk.codec());
            for (PagePlace place : places.get(i)) {
                if (place.isDictionary()) {
                    dictionary.lieAt(place);
                } else if (place.values() > 0) {
                    dictionary.isFor(1);
                    tasks.add(new Task(place, chunk.codec(), dictionary, at));
                    at += place.values();
                }
            }
        }
        return tasks;
    }

    private boolean readSome(FileChannel file, List<Task> tasks, AtomicInteger next, int dimension, MemorySegment to)
            throws IOException {
        try (PageBytes reader = new PageBytes(file)) {
            for (int i = next.getAndIncrement(); i < tasks.size(); i = next.getAndIncrement()) {
                Task task = tasks.get(i);
                float[] dictionary = task.dictionary.read(reader);
                Optional<Page> page = Page.of(task.place.header(), reader.read(task.place, task.codec),
                        chunks.column());
                if (page.isEmpty() || !pages.read(page.get(), dictionary, task.at, dimension, to)) {
                    return false;
                }
                task.dictionary.isFor(-1);
            }
            return true;
        }
    }

    /** A chunk's dictionary, decoded by the first who needs it and let go by the last: those of all chunks may hold as much as the matrix. */
    private final class Entries {
        private final CompressionCodecName codec;
        private @Nullable PagePlace place;
        private float @Nullable [] numbers;
        private int users;

        Entries(CompressionCodecName codec) {
            this.codec = codec;
        }

        void lieAt(PagePlace dictionary) throws IOException {
            if (place != null) {
                throw new IOException("a column has more than one dictionary");
            }
            place = dictionary;
        }

        /** Takes note of more pages that need it, or of fewer. */
        synchronized void isFor(int more) {
            users += more;
            if (users == 0) {
                numbers = null;
            }
        }

        /** Null if there is none. */
        synchronized float @Nullable [] read(PageBytes reader) throws IOException {
            if (place != null && numbers == null) {
                numbers = pages.dictionary(place.entries(), reader.read(place, codec));
            }
            return numbers;
        }
    }
}
