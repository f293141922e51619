package dev.headstart.extract.benchmark;

import dev.headstart.extract.benchmark.Stopwatch.Lap;
import dev.headstart.extract.benchmark.Timings.Comparison;
import dev.headstart.files.AtomicFile;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** The CSV: a row per comparison, each with the machine and the versions, so that rows of several machines can lie in one file. */
final class ResultsFile {
    private static final CSVFormat FORMAT = CSVFormat.RFC4180.builder()
            .setHeader("measure", "arch", "precision", "contender", "pictures", "runs", "median_per_s", "all_per_s",
                    "median_process_s", "ratio", "of_ideal", "cpu", "processors", "extract_with", "peer_with")
            .get();

    private ResultsFile() {}

    /** @param peer versions of the peer, or nothing where there is none */
    static void write(Path file, List<Comparison> comparisons, int pictures, Machine machine, String peer)
            throws IOException {
        AtomicFile.write(file, part -> {
            try (Writer writer = Files.newBufferedWriter(part); CSVPrinter csv = new CSVPrinter(writer, FORMAT)) {
                for (Comparison c : comparisons) {
                    csv.printRecord(c.measure(), c.arch(), c.precision(), c.contender().name(), pictures,
                            c.laps().size(), number(c.median()),
                            c.laps().stream().map(l -> number(l.rate())).collect(Collectors.joining(" ")),
                            number(Median.of(c.laps().stream().map(Lap::seconds).toList())), number(c.ratio()),
                            c.ofIdeal().isPresent() ? number(c.ofIdeal().getAsDouble()) : "", machine.cpu(),
                            machine.processors(), machine.software(), peer);
                }
            }
        });
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
