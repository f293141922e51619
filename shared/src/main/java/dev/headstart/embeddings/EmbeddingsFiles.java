package dev.headstart.embeddings;

import dev.headstart.cli.UserException;
import dev.headstart.parquet.Matrix;
import dev.headstart.parquet.ParquetFile;
import dev.headstart.parquet.TablePart;
import dev.headstart.parquet.TextColumn;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Files with an embedding and a label in each row, extract's or others', one after another. */
public final class EmbeddingsFiles {
    /** Files that a message names. */
    private static final int NAMED = 3;

    private final List<TablePart> files;
    private final ColumnNames names;
    private final int copies;
    private final List<Sample> samples = new ArrayList<>();
    /** Labels, splits and groups, each once. */
    private final Map<String, String> words = new HashMap<>();

    /** What has to be alike in all files, and how many rows one of them has. */
    private record Kind(Optional<Origin> origin, ColumnNames.Found columns, int rows) {

        /** What made the embeddings alone, of which the file may hold several. */
        private Optional<Origin> ofColumn() {
            return origin.map(o -> {
                int layer = Columns.of(o.layers()).indexOf(columns.embedding().name());
                return layer < 0 ? o : o.ofLayer(o.layers().get(layer));
            });
        }
    }

    private EmbeddingsFiles(List<TablePart> files, ColumnNames names, int copies) {
        this.files = files;
        this.names = names;
        this.copies = copies;
    }

    /**
     * Reads them.
     *
     * @param files that are read, or folders of them
     * @param copies how many times the numbers will be in memory, the one that this returns included
     * @throws UserException if a file is given twice, the files are of different kinds, a column is not there, rows differ in length, a number
     *     is none, or they do not fit into memory
     */
    public static Embeddings read(List<Path> files, ColumnNames names, int copies) throws IOException {
        return new EmbeddingsFiles(parts(files), names, copies).read();
    }

    /** The files of tables that are one file each, or a folder of them. */
    public static List<TablePart> parts(List<Path> tables) throws IOException {
        List<TablePart> parts = new ArrayList<>();
        for (Path table : tables) {
            parts.addAll(TablePart.of(table));
        }
        return parts;
    }

    private Embeddings read() throws IOException {
        List<Kind> kinds = new ArrayList<>();
        Map<Path, Path> seen = new HashMap<>();
        for (TablePart part : files) {
            Path path = part.file();
            try (ParquetFile file = ParquetFile.open(part)) {
                kinds.add(new Kind(Origin.of(file), names.in(file), rows(file)));
            }
            Path before = seen.put(path.toRealPath(), path);
            if (before != null) {
                throw new UserException("'" + path + "' is the same file as '" + before
                        + "'; give it once, or its rows would lie on both sides of the split");
            }
            requireAlike(path, kinds.getLast(), kinds.getFirst());
        }
        requireOneKindOfNames(kinds, columns -> Optional.of(columns.label()));
        requireOneKindOfNames(kinds, ColumnNames.Found::group);
        Matrix matrix = new Matrix(kinds.stream().mapToLong(Kind::rows).sum(), copies);
        for (TablePart part : files) {
            try (ParquetFile file = ParquetFile.open(part)) {
                ColumnNames.Found columns = names.in(file);
                matrix.begin("'" + part.file() + "', column '" + columns.embedding().name() + "'");
                file.read(columns.embedding(), matrix);
                addSamples(file, columns);
            }
        }
        matrix.requireFinite();
        if (samples.isEmpty()) {
            throw new UserException("there are no rows in "
                    + files.stream().limit(NAMED).map(f -> "'" + f.file() + "'").collect(Collectors.joining(", ")));
        }
        boolean integers = kinds.stream()
                .map(kind -> kind.columns().label().kind())
                .allMatch(EmbeddingsFiles::isOfIntegers);
        return new Embeddings(kinds.getFirst().ofColumn(), samples, integers, matrix);
    }

    /** Whether names of this kind are integers, if there are any. */
    private static boolean isOfIntegers(TextColumn.Kind kind) {
        return kind == TextColumn.Kind.INTEGER || kind == TextColumn.Kind.NOTHING;
    }

    private static int rows(ParquetFile file) {
        if (file.rows() != (int) file.rows()) {
            throw new UserException(
                    String.format(Locale.ROOT, "'%s' has %,d rows; no more than %,d fit into memory at once",
                            file.path(), file.rows(), Integer.MAX_VALUE));
        }
        return (int) file.rows();
    }

    private void requireAlike(Path path, Kind kind, Kind first) {
        String differences;
        if (kind.origin().isPresent() && first.origin().isPresent()) {
            differences = String.join("; ", kind.origin().get().differences(first.origin().get()));
        } else if (kind.origin().isPresent() != first.origin().isPresent()) {
            differences = "only one of them says what made it";
        } else {
            List<String> columns = kind.columns().names();
            List<String> others = first.columns().names();
            differences = columns.equals(others) ? ""
                    : "columns " + String.join(", ", columns) + ", not " + String.join(", ", others);
        }
        if (!differences.isEmpty()) {
            throw new UserException(
                    "'" + path + "' is of another kind than '" + files.getFirst().file() + "': " + differences);
        }
    }

    /** Refuses names of two kinds: one class would have two names, {@code 0} and {@code ant}, and one group would be torn apart. */
    private void requireOneKindOfNames(List<Kind> kinds, Function<ColumnNames.Found, Optional<TextColumn>> of) {
        int first = -1;
        for (int i = 0; i < kinds.size(); i++) {
            TextColumn column = of.apply(kinds.get(i).columns()).orElse(null);
            if (column == null || column.kind() == TextColumn.Kind.NOTHING) {
                continue;
            }
            TextColumn before = first < 0 ? column : of.apply(kinds.get(first).columns()).orElse(column);
            if (before.kind() != column.kind()) {
                throw new UserException(
                        "'%s', column '%s' holds %s, and '%s' holds %s; write the column alike in all files".formatted(
                                files.get(i).file(), column.name(), column.kind().words(), files.get(first).file(),
                                before.kind().words()));
            }
            first = first < 0 ? i : first;
        }
    }

    private void addSamples(ParquetFile file, ColumnNames.Found columns) {
        int rows = rows(file);
        List<@Nullable String> labels = file.read(columns.label());
        List<@Nullable String> splits = read(file, columns.split(), rows);
        List<@Nullable String> paths = read(file, columns.path(), rows);
        List<@Nullable String> groups = read(file, columns.group(), rows);
        for (int i = 0; i < rows; i++) {
            String path = paths.get(i);
            samples.add(new Sample(path == null ? String.valueOf(samples.size()) : path, once(labels.get(i)),
                    once(splits.get(i)), once(groups.get(i))));
        }
    }

    private static List<@Nullable String> read(ParquetFile file, Optional<TextColumn> column, int rows) {
        return column.isPresent() ? file.read(column.get()) : Collections.nCopies(rows, null);
    }

    private @Nullable String once(@Nullable String word) {
        return word == null ? null : words.computeIfAbsent(word, w -> w);
    }
}
