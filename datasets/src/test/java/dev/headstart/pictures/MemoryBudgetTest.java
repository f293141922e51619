package dev.headstart.pictures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
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
import java.util.concurrent.locks.LockSupport;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
                    LockSupport.parkNanos(20_000_000); // long enough for the other threads to get here too
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
        assertEquals("it takes 11 MB, and all pictures that are decoded at once may take 9 MB, a part of a test",
                e.getMessage());
    }

    @Test
    void aPictureThatIsTurnedTakesTwiceAsMuch() throws IOException {
        byte[] file = Files.readAllBytes(IMAGES.resolve("exif-rotate-6.jpg"));
        assertThrows(IOException.class, () -> decoder(3 * 480 * 320 * 3 / 2).decode(file));
        assertEquals(320, decoder(3 * 480 * 320 * 2 + MEGABYTE).decode(file).width());
    }

    @ParameterizedTest
    @CsvSource({"landscape-420, 3", "grey, 4", "cmyk, 7"})
    void aJpegTakesWhatItsColoursNeed(String name, int bytesPerPixel) throws IOException {
        byte[] file = Files.readAllBytes(IMAGES.resolve(name + ".jpg"));
        Size size = decoder(MEGABYTE << 8).decode(file).whole();
        IOException e = assertThrows(IOException.class, () -> decoder(bytesPerPixel * size.pixels() - 1).decode(file));
        assertTrue(String.valueOf(e.getMessage()).startsWith("it takes"), e.getMessage());
        assertEquals(size, decoder(bytesPerPixel * size.pixels()).decode(file).whole());
    }

    /** Something is wrong with it, and the JDK, which may know what, cannot reduce. */
    @Test
    void aReducedJpegThatMustBeDecodedWholeTakesAsMuchAsAWholeOne() throws IOException {
        Optional<TurboJpeg> turbo = TurboJpeg.find();
        Assumptions.assumeTrue(turbo.isPresent(), "no libturbojpeg on this system");
        byte[] file = Files.readAllBytes(IMAGES.resolve("landscape-420.jpg"));
        byte[] damaged = Damage.withoutItsLastData(file);
        Reduction reduction = new Reduction(10);
        Size size = decoder(MEGABYTE << 8).decode(file).whole();
        assertTrue(reduction.of(size) >= 4);
        assertEquals(size, decoder(size.pixels(), reduction, turbo).decode(file).whole());
        assertThrows(IOException.class, () -> decoder(size.pixels(), reduction, turbo).decode(damaged));
        assertEquals(size, decoder(4 * size.pixels(), reduction, turbo).decode(damaged).whole());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bmp", "tiff", "png"})
    void largeScansTakeNoMoreThanTheirPixels(String format) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        assertTrue(ImageIO.write(new BufferedImage(400, 300, BufferedImage.TYPE_3BYTE_BGR), format, file));
        assertEquals(400, decoder(3 * 400 * 300 + 2 * 3 * 400).decode(file.toByteArray()).width());
        assertThrows(IOException.class, () -> decoder(3 * 400 * 300).decode(file.toByteArray()));
    }

    private static Decoder decoder(long bytes) {
        return decoder(bytes, Reduction.NONE, Optional.empty());
    }

    private static Decoder decoder(long bytes, Reduction reduction, Optional<TurboJpeg> turbo) {
        return new Decoder(Orientation.APPLY, Long.MAX_VALUE, reduction, turbo, new MemoryBudget(bytes, "a test"));
    }
}
