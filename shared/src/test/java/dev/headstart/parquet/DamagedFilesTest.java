package dev.headstart.parquet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DamagedFilesTest {
    private static final int SEEDS = 5;

    @TempDir
    Path folder;

    static List<Path> files() throws IOException {
        return DamagedFiles.files();
    }

    @ParameterizedTest
    @MethodSource("files")
    void changedAndCutFilesAreReadOrRefusedInOneLine(Path file) throws IOException {
        new DamagedFiles(Files.readAllBytes(file), folder.resolve("e.parquet")).areReadOrRefused(SEEDS);
    }

    @Test
    void soAreChangedAndCutStores() throws IOException {
        Path store = DamagedFiles.store(folder.resolve("store.parquet"));
        new DamagedFiles(Files.readAllBytes(store), folder.resolve("e.parquet")).areReadOrRefused(10 * SEEDS);
    }
}
