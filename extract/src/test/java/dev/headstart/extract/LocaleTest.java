package dev.headstart.extract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command writes is the same in every locale: those with digits of their own, and Turkish with its dotless i. */
class LocaleTest {
    private final Locale before = Locale.getDefault();

    @TempDir
    Path folder;

    @AfterEach
    void restore() {
        Locale.setDefault(before);
    }

    @Test
    void aStoreHasTheSameBytesAndTheTerminalTheSameText() throws IOException {
        Path images = Files.createDirectories(folder.resolve("images"));
        for (String name : List.of("city", "sea")) {
            Files.copy(Path.of("../datasets/samples/train", name, "00.jpg"), images.resolve(name + ".jpg"));
        }
        Files.writeString(images.resolve("broken.jpg"), "no picture");
        String expected = extract(Locale.ROOT, images);
        Path store = folder.resolve("e.parquet");
        byte[] bytes = Files.readAllBytes(store);
        for (String locale : List.of("ar-EG-u-nu-arab", "fa-IR-u-nu-arabext", "hi-IN-u-nu-deva", "bn-BD-u-nu-beng",
                "tr-TR")) {
            Files.delete(store);
            assertEquals(expected, extract(Locale.forLanguageTag(locale), images), locale);
            assertArrayEquals(bytes, Files.readAllBytes(store), locale);
        }
    }

    /** The digits that these tests mean are in the JDK at hand. */
    @Test
    void theLocalesHaveDigitsOfTheirOwn() {
        assertEquals("\u0662\u0665\u0666", String.format(Locale.forLanguageTag("ar-EG-u-nu-arab"), "%d", 256));
        assertEquals("\u06f2\u06f5\u06f6", String.format(Locale.forLanguageTag("fa-IR-u-nu-arabext"), "%d", 256));
    }

    /** What the terminal shows, without the times, which no two runs share. */
    private String extract(Locale locale, Path images) {
        Locale.setDefault(locale);
        Run.Outcome outcome = Run.extract("--weights", "seeded:0", images, folder.resolve("e.parquet"));
        assertEquals(0, outcome.exit(), outcome.err());
        return outcome.out().replaceAll("[\\d.]+ s, [\\d.]+ pictures/s", "").replaceAll("(?m)^time: .*$", "")
                + outcome.err();
    }
}
