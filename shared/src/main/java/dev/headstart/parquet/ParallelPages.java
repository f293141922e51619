package dev.headstart.parquet;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;

/** Reads a column of lists by the page, row groups in parallel. */
record ParallelPages(Path file, ParquetMetadata footer, Chunks chunks, FloatPages pages) {

    /**
     * Reads all rows.
     *
     * @param to filled, {@code [rows, dimension]}
     * @return whether it could; if not, some of them may have been written, and the column has to be read by the value
     */
    boolean read(int dimension, MemorySegment to) throws IOException {
        List<MemorySegment> parts = parts(dimension, to);
        AtomicInteger next = new AtomicInteger();
        int threads = Math.min(parts.size(), Runtime.getRuntime().availableProcessors());
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Future<Boolean>> workers = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                workers.add(executor.submit(() -> Damage.refuse(file, () -> readSome(next, dimension, parts))));
            }
            boolean all = true;
            for (Future<Boolean> worker : workers) {
                all &= worker.get();
            }
            return all;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** What each chunk fills. */
    private List<MemorySegment> parts(int dimension, MemorySegment to) {
        List<MemorySegment> parts = new ArrayList<>();
        long at = 0;
        for (Chunks.Chunk chunk : chunks.chunks()) {
            long length = chunk.rows() * dimension * Float.BYTES;
            parts.add(to.asSlice(at, length));
            at += length;
        }
        return parts;
    }

    private boolean readSome(AtomicInteger next, int dimension, List<MemorySegment> parts) throws IOException {
        try (ParquetFileReader reader = ParquetFile.again(file, footer)) {
            for (int i = next.getAndIncrement(); i < parts.size(); i = next.getAndIncrement()) {
                PageReader chunk = Cursor.rowGroup(reader, chunks.chunks().get(i).rowGroup(), chunks.column())
                        .getPageReader(chunks.column());
                if (!pages.read(chunk, dimension, parts.get(i))) {
                    return false;
                }
            }
            return true;
        }
    }
}
