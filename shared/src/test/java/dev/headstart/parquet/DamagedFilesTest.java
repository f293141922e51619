package dev.headstart.parquet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DamagedFilesTest {
    /** Made by {@code make.py} in it. */
    static final Path FOLDER = Path.of("src/test/resources/parquet");

    @TempDir
    Path folder;

    int seeds() {
        return 5;
    }

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(f -> f.toString().endsWith(".parquet")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void changedAndCutFilesAreReadOrRefusedInOneLine(Path file) throws IOException {
        DamagedFiles.of(file, folder).areReadOrRefused(seeds());
    }

    @Test
    void soAreChangedAndCutStores() throws IOException {
        DamagedFiles.ofStore(folder).areReadOrRefused(10 * seeds());
    }
}
