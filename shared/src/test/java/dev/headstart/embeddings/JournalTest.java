package dev.headstart.embeddings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.headstart.files.Forced;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final Origin ORIGIN = new Origin("resnet18", "seeded:0", List.of("flatten"), "avg", "resize 256",
            "apply", "fp32", "/pictures");

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void file() throws IOException {
        folder = Files.createDirectory(folder.resolve("folder"));
        file = folder.resolve("journal");
    }

    @Test
    void itsNameIsForcedToDiskAtOnceAndItsRowsEveryFewSecondsAndAtTheEnd() throws IOException {
        AtomicLong clock = new AtomicLong();
        List<Long> seconds = List.of(1L, 4L, 6L, 7L, 10L, 12L);
        assertEquals(List.of("folder", "journal", "journal", "journal", "journal"), Forced.by(() -> {
            try (Journal journal = Journal.open(file, ORIGIN, false, clock::get)) {
                for (long second : seconds) {
                    clock.set(TimeUnit.SECONDS.toNanos(second));
                    journal.append(List.of(row(second + ".jpg")));
                }
            }
        }));
    }

    @Test
    void oneThatIsNotWantedAnyMoreIsNotForced() throws IOException {
        Journal journal = Journal.open(file, ORIGIN, false);
        journal.append(List.of(row("1.jpg")));
        assertEquals(List.of(), Forced.by(() -> {
            journal.discard();
            journal.close();
        }));
        assertFalse(Files.exists(file));
    }

    private static Embedding row(String path) {
        return new Embedding(new Row(path, null, null, 500, 375, "00".repeat(32), 1234, 1_700_000_000_123_456_789L),
                List.of(new float[]{1, 2, 3}));
    }
}
