package dev.headstart.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.headstart.cli.UserException;
import dev.headstart.embeddings.ColumnNames;
import dev.headstart.embeddings.EmbeddingsFiles;
import dev.headstart.embeddings.EmbeddingsReader;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a file was read, by both readers.
 *
 * @param refusal why it was not, by {@link EmbeddingsFiles}
 * @param seconds that it took
 * @param allocated bytes of the Java heap, by all threads, and what the buffers outside of it have grown by
 */
record Reading(@Nullable String refusal, double seconds, long allocated) {
    private static final int LONGEST = 400;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final BufferPoolMXBean BUFFERS = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)
            .stream()
            .filter(pool -> pool.getName().equals("direct"))
            .findFirst()
            .orElseThrow();

    static Reading of(Path file) throws IOException {
        long allocated = THREADS.getTotalThreadAllocatedBytes();
        long buffers = BUFFERS.getMemoryUsed();
        long start = System.nanoTime();
        String refusal = null;
        try {
            EmbeddingsFiles.read(List.of(file), ColumnNames.SHOWN, 1);
        } catch (UserException e) {
            refusal = line(e);
        }
        try (EmbeddingsReader store = EmbeddingsReader.open(file)) {
            store.forEach(_ -> {});
        } catch (UserException e) {
            line(e);
        }
        return new Reading(refusal, (System.nanoTime() - start) * 1e-9,
                THREADS.getTotalThreadAllocatedBytes() - allocated + Math.max(BUFFERS.getMemoryUsed() - buffers, 0));
    }

    private static String line(UserException e) {
        String message = String.valueOf(e.getMessage());
        assertEquals(1, message.lines().count(), message);
        assertTrue(message.length() < LONGEST, message);
        return message;
    }

    void requireLessThan(double seconds, long bytes) {
        assertTrue(this.seconds < seconds, () -> this.seconds + " s: " + refusal);
        assertTrue(allocated < bytes, () -> allocated + " bytes: " + refusal);
    }
}
