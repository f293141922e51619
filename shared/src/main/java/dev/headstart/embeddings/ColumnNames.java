package dev.headstart.embeddings;

import dev.headstart.cli.Nearest;
import dev.headstart.cli.UserException;
import dev.headstart.parquet.ParquetFile;
import dev.headstart.parquet.TextColumn;
import dev.headstart.parquet.VectorColumn;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * Which columns of a file are which, by name; null where the file has to show it: by the names that extract gives, and for the embedding by
 * being the only list of numbers.
 *
 * @param group null where rows are not grouped
 */
public record ColumnNames(@Nullable String embedding, @Nullable String label, @Nullable String split,
        @Nullable String path, @Nullable String group) {
    private static final String READ = "lists of floats, integers and decimals are read, and Spark's vectors";
    private static final int MOST_NAMED = 3;
    /** Nothing is said, the file shows it all. */
    public static final ColumnNames SHOWN = new ColumnNames(null, null, null, null, null);

    /** The columns that were found. */
    record Found(VectorColumn embedding, TextColumn label, Optional<TextColumn> split, Optional<TextColumn> path,
            Optional<TextColumn> group) {

        /** One after the other, for comparison with another file's. */
        List<String> names() {
            return Stream
                    .concat(Stream.of(embedding.name(), label.name()),
                            Stream.of(split, path, group).flatMap(Optional::stream).map(TextColumn::name))
                    .toList();
        }
    }

    /** @throws UserException if a column is not there, is of another type, or could be one of several */
    Found in(ParquetFile file) {
        return new Found(vector(file), label(file), split(file),
                path == null ? usual(file, "path") : Optional.of(text(file, path)),
                Optional.ofNullable(group).map(name -> text(file, name)));
    }

    private TextColumn label(ParquetFile file) {
        return label == null ? usual(file, "label").orElseThrow(() -> noLabels(file)) : text(file, label);
    }

    /** One that is there but cannot be read is not passed over: its test rows would be learnt from. */
    private Optional<TextColumn> split(ParquetFile file) {
        if (split != null) {
            return Optional.of(text(file, split));
        }
        Optional<TextColumn> usual = usual(file, "split");
        if (usual.isEmpty() && file.schema().containsField("split")) {
            throw unreadable(file, "split", "splits");
        }
        return usual;
    }

    private static Optional<TextColumn> usual(ParquetFile file, String name) {
        return file.texts().stream().filter(c -> c.name().equals(name)).findFirst();
    }

    private static UserException noLabels(ParquetFile file) {
        return file.schema().containsField("label") ? unreadable(file, "label", "classes")
                : new UserException("'" + file.path() + "' has no column 'label'; name the one that holds the classes"
                        + " with --label-column" + nearest("label", file.texts(), TextColumn::name));
    }

    /** @param values what the column of this usual name holds */
    private static UserException unreadable(ParquetFile file, String usual, String values) {
        return new UserException("'" + file.path() + "' has '" + ParquetFile.oneLine(file.schema().getType(usual))
                + "', and " + values + " are text, integers or booleans: convert it, or name another column with --"
                + usual + "-column" + nearest(usual, file.texts(), TextColumn::name));
    }

    private VectorColumn vector(ParquetFile file) {
        List<VectorColumn> vectors = file.vectors();
        if (embedding != null) {
            return vectors.stream()
                    .filter(c -> c.name().equals(embedding))
                    .findFirst()
                    .orElseThrow(() -> noVector(file, embedding, vectors));
        }
        List<VectorColumn> floats = vectors.stream().filter(VectorColumn::isListOfFloats).toList();
        List<VectorColumn> likely = floats.isEmpty() ? vectors : floats;
        if (likely.isEmpty()) {
            throw noVector(file);
        }
        if (likely.size() > 1) {
            throw new UserException("'" + file.path() + "' holds several lists of numbers; choose one with --column: "
                    + String.join(", ", likely.stream().map(VectorColumn::name).toList()));
        }
        return likely.getFirst();
    }

    private static UserException noVector(ParquetFile file, String name, List<VectorColumn> vectors) {
        return new UserException("'" + file.path() + "' has "
                + (file.schema().containsField(name) ? "'" + name + "', " + file.describe(name) + "; " + READ
                        : "no column '" + name + "'")
                + nearest(name, vectors, VectorColumn::name));
    }

    /** Says what the other columns are, those first that can be no names. */
    private UserException noVector(ParquetFile file) {
        Set<String> names = file.texts().stream().map(TextColumn::name).collect(Collectors.toSet());
        Set<String> known = Stream.of("label", "split", "path", label, split, path, group)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        String others = file.schema()
                .getFields()
                .stream()
                .map(Type::getName)
                .filter(name -> !known.contains(name))
                .sorted(Comparator.comparing(names::contains))
                .limit(MOST_NAMED)
                .map(name -> "'" + name + "' is " + file.describe(name))
                .collect(Collectors.joining(", "));
        return new UserException("'" + file.path() + "' has no column with a list of numbers in each row"
                + (others.isEmpty() ? "; make one with: extract IMAGES OUT.parquet" : ": " + others + "; " + READ));
    }

    private static TextColumn text(ParquetFile file, String name) {
        return find(file, name, file.texts(), TextColumn::name, "text, integer or boolean");
    }

    private static <C> C find(ParquetFile file, String name, List<C> columns, Function<C, String> nameOf, String kind) {
        return columns.stream().filter(c -> nameOf.apply(c).equals(name)).findFirst().orElseThrow(() -> {
            boolean there = file.schema().containsField(name);
            return new UserException("'" + file.path() + "' has "
                    + (there ? "'" + ParquetFile.oneLine(file.schema().getType(name)) + "', which is no " + kind
                            : "no column '" + name + "'")
                    + nearest(name, columns, nameOf));
        });
    }

    private static <C> String nearest(String name, Collection<C> columns, Function<C, String> nameOf) {
        return columns.isEmpty() ? "" : "; the nearest are " + Nearest.of(name, columns.stream().map(nameOf).toList());
    }
}
