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
    @SuppressWarnings("ArrayRecordComponent") // private, never compared
    private record Task(PagePlace place, CompressionCodecName codec, float @Nullable [] dictionary, long at) {}

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
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private List<Task> tasks(FileChannel file) throws IOException {
        List<Task> tasks = new ArrayList<>();
        long at = 0;
        try (PageReader reader = new PageReader(file)) {
            for (Chunks.Chunk chunk : chunks.chunks()) {
                float[] dictionary = null;
                for (PagePlace place : PagePlace.of(file, chunk)) {
                    if (place.isDictionary()) {
                        dictionary = pages.dictionary(place.header().getDictionary_page_header(),
                                reader.read(place, chunk.codec()));
                    } else {
                        tasks.add(new Task(place, chunk.codec(), dictionary, at));
                        at += place.values();
                    }
                }
            }
        }
        return tasks;
    }

    private boolean readSome(FileChannel file, List<Task> tasks, AtomicInteger next, int dimension, MemorySegment to)
            throws IOException {
        try (PageReader reader = new PageReader(file)) {
            for (int i = next.getAndIncrement(); i < tasks.size(); i = next.getAndIncrement()) {
                Task task = tasks.get(i);
                Optional<Page> page = Page.of(task.place.header(), reader.read(task.place, task.codec));
                if (page.isEmpty() || !pages.read(page.get(), task.dictionary, task.at, dimension, to)) {
                    return false;
                }
            }
            return true;
        }
    }
}
