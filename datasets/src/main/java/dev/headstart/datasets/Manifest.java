package dev.headstart.datasets;

import dev.headstart.cli.UserException;
import dev.headstart.embeddings.Part;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.DuplicateHeaderMode;
import org.jspecify.annotations.Nullable;

/**
 * A CSV file that names pictures: a header {@code path,label[,split]}, other columns ignored; paths relative to the manifest. RFC 4180
 * quoting.
 */
final class Manifest {
    private static final CSVFormat FORMAT = CSVFormat.RFC4180.builder()
            .setHeader()
            .setDuplicateHeaderMode(DuplicateHeaderMode.DISALLOW)
            .setSkipHeaderRecord(true)
            .setIgnoreEmptyLines(true)
            .get();

    private Manifest() {}

    static Dataset read(Path csv) throws IOException {
        Path root = csv.resolveSibling("");
        List<Picture> pictures = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        try (Reader reader = Files.newBufferedReader(csv); CSVParser parser = FORMAT.parse(reader)) {
            if (!parser.getHeaderNames().containsAll(List.of("path", "label"))) {
                throw new UserException(
                        "'" + csv + "': the first line must name the columns 'path' and 'label', and has "
                                + parser.getHeaderNames());
            }
            for (CSVRecord row : parser) {
                if (!row.isConsistent()) {
                    throw new UserException("'" + csv + "', line " + parser.getCurrentLineNumber() + ": " + row.size()
                            + " values under " + parser.getHeaderNames().size() + " columns");
                }
                String path = row.get("path");
                String split = value(row, "split");
                Optional<Part> part = split == null ? Optional.empty() : Part.of(split);
                if (split != null && part.isEmpty()) {
                    throw new UserException("'" + csv + "', line " + parser.getCurrentLineNumber() + ": split '" + split
                            + "' is none of train, val, test");
                }
                if (path.isEmpty() || !seen.add(path)) {
                    throw new UserException("'" + csv + "', line " + parser.getCurrentLineNumber() + ": "
                            + (path.isEmpty() ? "the path is empty" : "'" + path + "' was named before"));
                }
                pictures.add(
                        new Picture(root.resolve(path), path, value(row, "label"), part.map(Part::label).orElse(null)));
            }
        } catch (CSVException | java.io.UncheckedIOException | IllegalArgumentException e) {
            throw new UserException("'" + csv + "' is no CSV file: " + e.getMessage(), e);
        }
        return new Dataset(root, pictures);
    }

    private static @Nullable String value(CSVRecord row, String column) {
        return row.isMapped(column) && !row.get(column).isEmpty() ? row.get(column) : null;
    }
}
