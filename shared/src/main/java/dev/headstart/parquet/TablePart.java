package dev.headstart.parquet;

import dev.headstart.cli.UserException;
import dev.headstart.files.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A file of a table that is one file or several: a folder of Parquet files, as Spark, Dask, DuckDB and pyarrow write them.
 *
 * @param partitions columns that the folders between the table and the file stand for
 */
public record TablePart(Path file, List<PartitionText> partitions) {
    private static final List<String> EXTENSIONS = List.of(".parquet", ".parq", ".pq");
    /** What folders for null are called by Hive, Spark, Dask and pyarrow, and by DuckDB. */
    private static final Set<String> NULLS = Set.of("__HIVE_DEFAULT_PARTITION__", "NULL");
    /** Integers are recognised as Spark recognises them, but for those that begin with a zero, which may be codes. */
    private static final String INTEGER = "0|-?[1-9][0-9]{0,17}";

    public TablePart {
        partitions = List.copyOf(partitions);
    }

    /** A file that is all there is. */
    TablePart(Path file) {
        this(file, List.of());
    }

    /**
     * The files of a table, in the order of their names.
     *
     * @param table a file, or a folder
     * @throws UserException if it is a folder without Parquet files, or the folders in it stand for different columns
     */
    public static List<TablePart> of(Path table) throws IOException {
        if (!Files.isDirectory(table)) {
            return List.of(new TablePart(table));
        }
        List<Path> files = files(table);
        if (files.isEmpty()) {
            throw new UserException("'" + table + "' is a folder without Parquet files; if it is one of pictures, make "
                    + "embeddings of them with: extract '" + table + "' OUT.parquet");
        }
        List<Map<String, @Nullable String>> values = files.stream().map(file -> values(table, file)).toList();
        for (int i = 0; i < files.size(); i++) {
            if (!values.get(i).keySet().equals(values.getFirst().keySet())) {
                throw new UserException("'" + files.get(i) + "' lies below folders for the columns "
                        + values.get(i).keySet() + ", and '" + files.getFirst() + "' below folders for "
                        + values.getFirst().keySet() + "; give tables of one kind");
            }
        }
        List<TablePart> parts = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            List<PartitionText> partitions = new ArrayList<>();
            values.get(i).forEach((name, value) -> partitions.add(new PartitionText(name, value, kind(values, name))));
            parts.add(new TablePart(files.get(i), partitions));
        }
        return parts;
    }

    /** Without those that writers and systems hide: {@code _SUCCESS}, {@code _metadata}, {@code .part-0.parquet.crc}. */
    private static List<Path> files(Path table) throws IOException {
        try (Stream<Path> entries = Files.walk(table, FileVisitOption.FOLLOW_LINKS)) {
            return entries.filter(file -> isVisible(table.relativize(file)) && isParquet(file))
                    .filter(file -> !Files.isDirectory(file))
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw new UserException(
                    "'" + table + "' cannot be listed: " + Reason.of(Objects.requireNonNull(e.getCause())), e);
        }
    }

    private static boolean isVisible(Path relative) {
        for (Path part : relative) {
            String name = part.toString();
            boolean standsForColumn = name.contains("=");
            if (name.startsWith(".") || (name.startsWith("_") && !standsForColumn)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isParquet(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return EXTENSIONS.stream().anyMatch(name::endsWith);
    }

    private static Map<String, @Nullable String> values(Path table, Path file) {
        Map<String, @Nullable String> values = new LinkedHashMap<>();
        Path folders = table.relativize(file).getParent();
        for (Path folder : folders == null ? List.<Path>of() : folders) {
            String name = folder.toString();
            int equals = name.indexOf('=');
            if (equals > 0) {
                String value = name.substring(equals + 1);
                values.put(decode(name.substring(0, equals)), NULLS.contains(value) ? null : decode(value));
            }
        }
        return values;
    }

    private static TextColumn.Kind kind(List<Map<String, @Nullable String>> parts, String name) {
        boolean integers = true;
        boolean nothing = true;
        for (Map<String, @Nullable String> part : parts) {
            String value = part.get(name);
            nothing &= value == null;
            integers &= value == null || value.matches(INTEGER);
        }
        return nothing ? TextColumn.Kind.NOTHING : integers ? TextColumn.Kind.INTEGER : TextColumn.Kind.TEXT;
    }

    /** Writers put what folders cannot be called as the hexadecimal digits of its bytes: {@code %3D} for an equals sign. */
    private static String decode(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream();
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '%' && i + 2 < bytes.length && HexFormat.isHexDigit(bytes[i + 1])
                    && HexFormat.isHexDigit(bytes[i + 2])) {
                decoded.write((HexFormat.fromHexDigit(bytes[i + 1]) << 4) | HexFormat.fromHexDigit(bytes[i + 2]));
                i += 2;
            } else {
                decoded.write(bytes[i]);
            }
        }
        return decoded.toString(StandardCharsets.UTF_8);
    }
}
