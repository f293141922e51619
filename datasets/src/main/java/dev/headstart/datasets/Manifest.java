package dev.headstart.datasets;

import dev.headstart.cli.UserException;
import dev.headstart.embeddings.Part;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.DuplicateHeaderMode;
import org.jspecify.annotations.Nullable;

/**
 * A CSV file in UTF-8 that names pictures: a header {@code path[,label][,split]}, other columns ignored if there is one of labels; paths
 * relative to the manifest. RFC 4180 quoting.
 */
final class Manifest {
    private static final String PATH = "path";
    private static final String LABEL = "label";
    private static final String SPLIT = "split";

    private static final CSVFormat FORMAT = CSVFormat.RFC4180.builder()
            .setHeader()
            .setAllowMissingColumnNames(true)
            .setDuplicateHeaderMode(DuplicateHeaderMode.ALLOW_ALL)
            .setSkipHeaderRecord(true)
            .setIgnoreEmptyLines(true)
            .get();

    /** What some programs, Excel among them, put before UTF-8. */
    private static final char BYTE_ORDER_MARK = '\ufeff';

    private Manifest() {}

    static Dataset read(Path csv) throws IOException {
        Path root = csv.resolveSibling("");
        List<Picture> pictures = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        try (Reader reader = open(csv); CSVParser parser = FORMAT.parse(reader)) {
            requireColumns(csv, parser.getHeaderNames());
            for (CSVRecord row : parser) {
                if (row.size() != parser.getHeaderNames().size()) {
                    throw new UserException("'" + csv + "', line " + parser.getCurrentLineNumber() + ": " + row.size()
                            + " values under " + parser.getHeaderNames().size() + " columns");
                }
                String path = row.get(PATH);
                String split = value(row, SPLIT);
                Optional<Part> part = split == null ? Optional.empty() : Part.of(split);
                if (split != null && part.isEmpty()) {
                    throw new UserException("'" + csv + "', line " + parser.getCurrentLineNumber() + ": split '" + split
                            + "' is none of train, val, test; the nearest known name is '" + Part.nearest(split) + "'");
                }
                if (path.isEmpty() || !seen.add(path)) {
                    throw new UserException("'" + csv + "', line " + parser.getCurrentLineNumber() + ": "
                            + (path.isEmpty() ? "the path is empty" : "'" + path + "' was named before"));
                }
                pictures.add(
                        new Picture(root.resolve(path), path, value(row, LABEL), part.map(Part::label).orElse(null)));
            }
        } catch (UncheckedIOException e) {
            throw refusal(csv, Objects.requireNonNullElse(e.getCause(), e));
        } catch (CSVException | CharacterCodingException | IllegalArgumentException e) {
            throw refusal(csv, e);
        }
        return new Dataset(root, pictures, 0);
    }

    private static UserException refusal(Path csv, Exception e) {
        return new UserException(e instanceof CharacterCodingException
                ? "'" + csv + "' is no text in UTF-8; give a folder of pictures or a CSV manifest"
                : "'" + csv + "' is no CSV file: " + e.getMessage(), e);
    }

    private static Reader open(Path csv) throws IOException {
        BufferedReader reader = Files.newBufferedReader(csv);
        try {
            reader.mark(1);
            if (reader.read() != BYTE_ORDER_MARK) {
                reader.reset();
            }
            return reader;
        } catch (IOException e) {
            reader.close();
            throw e;
        }
    }

    /** Pictures may have no labels, but where another column has a name, that may be {@code label} misspelt. */
    private static void requireColumns(Path csv, List<String> names) {
        boolean labelled = names.contains(LABEL) || List.of("", PATH, SPLIT).containsAll(names);
        if (!names.contains(PATH) || !labelled) {
            throw new UserException(
                    "'" + csv + "': the first line must name the columns 'path' and, unless there are no "
                            + "others than 'split', 'label'; it has " + names);
        }
        for (String name : List.of(PATH, LABEL, SPLIT)) {
            if (names.indexOf(name) != names.lastIndexOf(name)) {
                throw new UserException("'" + csv + "': the first line names the column '" + name + "' twice");
            }
        }
    }

    private static @Nullable String value(CSVRecord row, String column) {
        return row.isMapped(column) && !row.get(column).isBlank() ? row.get(column) : null;
    }
}
