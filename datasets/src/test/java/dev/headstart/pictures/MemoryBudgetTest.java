package dev.headstart.pictures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
    private static final Path IMAGES = Path.of("src/test/resources/golden/images");
    private static final long MEGABYTE = 1 << 20;
    /** 2400 x 1600. */
    private static final long LARGE = 3L * 2400 * 1600;

    @Test
    void threadsTogetherNeverTakeMoreThanThereIs() throws ExecutionException, InterruptedException {
        MemoryBudget budget = new MemoryBudget(10 * MEGABYTE, "a test");
        AtomicLong taken = new AtomicLong();
        AtomicLong most = new AtomicLong();
        try (ExecutorService executor = Executors.newFixedThreadPool(8)) {
            List<Future<?>> workers = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                long needed = (1 + i % 10) * MEGABYTE;
                workers.add(executor.submit(() -> {
                    try (MemoryBudget.Hold _ = budget.take(needed)) {
                        most.accumulateAndGet(taken.addAndGet(needed), Math::max);
                        Thread.sleep(0, 100_000);
                        taken.addAndGet(-needed);
                    }
                    return null;
                }));
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
        }
        assertTrue(most.get() <= 10 * MEGABYTE, most + " bytes");
    }

    @Test
    void whatFitsIsDecodedByAnyNumberOfThreadsAndNeverLeftOut()
            throws IOException, ExecutionException, InterruptedException {
        byte[] file = Files.readAllBytes(IMAGES.resolve("large.jpg"));
        Decoder decoder = decoder(LARGE + MEGABYTE);
        AtomicLong atOnce = new AtomicLong();
        try (ExecutorService executor = Executors.newFixedThreadPool(8)) {
            List<Future<Long>> workers = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                workers.add(executor.submit(() -> decoder.decode(file, pixels -> {
                    long others = atOnce.getAndIncrement();
                    assertEquals(2400, pixels.width());
                    atOnce.decrementAndGet();
                    return others;
                })));
            }
            for (Future<Long> worker : workers) {
                assertEquals(0, worker.get()); // the pixels are kept from others until they are done with
            }
        }
    }

    @Test
    void whatFitsInNoCaseIsRefusedByItsHeader() throws IOException {
        byte[] file = Files.readAllBytes(IMAGES.resolve("large.jpg"));
        IOException e = assertThrows(IOException.class, () -> decoder(LARGE - MEGABYTE).decode(file));
        assertEquals("it takes 11 MB of memory; all pictures together may take 9, a part of a test", e.getMessage());
    }

    @Test
    void aPictureThatIsTurnedTakesTwiceAsMuch() throws IOException {
        byte[] file = Files.readAllBytes(IMAGES.resolve("exif-rotate-6.jpg"));
        assertThrows(IOException.class, () -> decoder(3 * 480 * 320 * 3 / 2).decode(file));
        assertEquals(320, decoder(3 * 480 * 320 * 2 + MEGABYTE).decode(file).width());
    }

    private static Decoder decoder(long bytes) {
        return new Decoder(Orientation.APPLY, Long.MAX_VALUE, Reduction.NONE, Optional.empty(),
                new MemoryBudget(bytes, "a test"));
    }
}
