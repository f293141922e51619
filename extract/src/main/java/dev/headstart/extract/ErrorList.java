package dev.headstart.extract;

import dev.headstart.files.AtomicFile;
import dev.headstart.files.Companion;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * The file that names the pictures left out and why, {@code OUT.errors.csv} without {@code .parquet}; there is none where nothing was left
 * out.
 */
final class ErrorList {
    private static final CSVFormat FORMAT = CSVFormat.RFC4180.builder().setHeader("path", "reason").get();

    private ErrorList() {}

    static Path of(Path out) {
        String name = String.valueOf(out.getFileName());
        return Companion.ERRORS.of(out.resolveSibling(name.replaceFirst("(?<=.)\\.parquet$", "")));
    }

    static void write(Path file, List<Failure> failures) throws IOException {
        if (failures.isEmpty()) {
            Files.deleteIfExists(file);
            return;
        }
        AtomicFile.write(file, part -> {
            try (Writer writer = Files.newBufferedWriter(part); CSVPrinter csv = new CSVPrinter(writer, FORMAT)) {
                for (Failure failure : failures) {
                    csv.printRecord(failure.path(), failure.reason());
                }
            }
        });
    }
}
