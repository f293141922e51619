package dev.headstart.embeddings;

import dev.headstart.cli.Nearest;
import dev.headstart.cli.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/** Reads the store. */
public final class EmbeddingsReader implements AutoCloseable {
    private final Path file;
    private final ParquetFileReader parquet;
    private final Origin origin;
    private final List<String> columns;

    /** Takes the rows of a file, one after the other. */
    @FunctionalInterface
    public interface RowConsumer {
        void accept(Embedding row) throws IOException;
    }

    private EmbeddingsReader(Path file, ParquetFileReader parquet) {
        this.file = file;
        this.parquet = parquet;
        FileMetaData metadata = parquet.getFooter().getFileMetaData();
        if (!Origin.isIn(metadata.getKeyValueMetaData())) {
            throw new UserException("'" + file
                    + "' is no file of embeddings: it does not say what made it (no headstart.fingerprint in its metadata)"
                    + "; make one with: extract IMAGES OUT.parquet");
        }
        origin = Origin.from(metadata.getKeyValueMetaData());
        columns = Columns.of(origin.layers());
        requireColumns(metadata.getSchema());
    }

    /** @throws UserException if it is no file of embeddings, naming the column that is missing or of another type */
    public static EmbeddingsReader open(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new UserException("'" + file + "' does not exist; make it with: extract IMAGES " + file);
        }
        ParquetReadOptions options = ParquetReadOptions.builder(new PlainParquetConfiguration()).build();
        ParquetFileReader parquet = null;
        try {
            parquet = ParquetFileReader.open(new LocalInputFile(file), options);
            return new EmbeddingsReader(file, parquet);
        } catch (IOException | RuntimeException e) {
            closeQuietly(parquet, e);
            throw refusal(file, e);
        }
    }

    private static void closeQuietly(@Nullable ParquetFileReader parquet, Exception because) {
        if (parquet != null) {
            try {
                parquet.close();
            } catch (IOException e) {
                because.addSuppressed(e);
            }
        }
    }

    /** parquet-java says what is wrong with a file by exceptions of many kinds, bare RuntimeExceptions among them. */
    private static UserException refusal(Path file, Exception e) {
        return e instanceof UserException known ? known
                : new UserException("'" + file + "' cannot be read as Parquet; is it whole? (" + e.getMessage() + ")",
                        e);
    }

    public Origin origin() {
        return origin;
    }

    /** The columns that hold embeddings. */
    public List<String> columns() {
        return columns;
    }

    /** Hands on every row with all its embeddings; one at a time is in memory, and a row group of pages. */
    public void forEach(RowConsumer consumer) throws IOException {
        read(columns, consumer);
    }

    /** Hands on every row without its embeddings. */
    public void forEachRow(Consumer<Row> consumer) throws IOException {
        read(List.of(), embedding -> consumer.accept(embedding.row()));
    }

    /**
     * One column of embeddings, of one or more files after one another.
     *
     * @param column its name, or null if there is only one
     * @throws UserException if the files are of different kinds, there is no column of that name, its rows differ in length, a number is
     *     none, or it does not fit into memory
     */
    public static Embeddings read(List<Path> files, @Nullable String column) throws IOException {
        long count = 0;
        Origin first = null;
        for (Path file : files) {
            try (EmbeddingsReader reader = open(file)) {
                count += reader.parquet.getRecordCount();
                if (first == null) {
                    first = reader.origin;
                }
                List<String> differences = reader.origin.differences(first);
                if (!differences.isEmpty()) {
                    throw new UserException("'" + file + "' is of another kind than '" + files.getFirst() + "': "
                            + String.join("; ", differences));
                }
            }
        }
        List<Row> rows = new ArrayList<>();
        Matrix matrix = new Matrix(count);
        int index = 0;
        for (Path file : files) {
            String name;
            try (EmbeddingsReader reader = open(file)) {
                name = reader.choose(column);
                index = reader.columns.indexOf(name);
                reader.forEachRow(rows::add);
            }
            matrix.begin("'" + file + "', column '" + name + "'");
            if (!ParallelPages.read(file, Columns.leaf(name), matrix)) {
                try (EmbeddingsReader reader = open(file)) {
                    reader.read(List.of(name), row -> matrix.add(row.vectors().getFirst()));
                }
            }
        }
        matrix.requireFinite();
        if (first == null || rows.isEmpty()) {
            throw new UserException(
                    files.stream().map(f -> "'" + f + "'").collect(Collectors.joining(", ")) + " has no rows");
        }
        return new Embeddings(first.ofLayer(first.layers().get(index)), rows, matrix.dimension(), matrix.values());
    }

    private String choose(@Nullable String column) {
        if (column == null && columns.size() > 1) {
            throw new UserException(
                    "'" + file + "' holds several embeddings; choose one with --column: " + String.join(", ", columns));
        }
        if (column != null && !columns.contains(column)) {
            throw new UserException("'" + file + "' has no embeddings '" + column + "'; the nearest are "
                    + Nearest.of(column, columns));
        }
        return column == null ? columns.getFirst() : column;
    }

    private void read(List<String> vectors, RowConsumer consumer) throws IOException {
        MessageType wanted = Columns.schema(vectors);
        try {
            parquet.setRequestedSchema(wanted);
            MessageColumnIO io = new ColumnIOFactory(true).getColumnIO(wanted,
                    parquet.getFooter().getFileMetaData().getSchema());
            RowMaterializer materializer = new RowMaterializer(wanted);
            for (PageReadStore pages = parquet.readNextRowGroup(); pages != null; pages = parquet.readNextRowGroup()) {
                RecordReader<Embedding> records = io.getRecordReader(pages, materializer);
                for (long i = 0; i < pages.getRowCount(); i++) {
                    consumer.accept(records.read());
                }
            }
        } catch (RuntimeException e) {
            throw refusal(file, e);
        }
    }

    private void requireColumns(MessageType schema) {
        for (var field : Columns.schema(columns).getFields()) {
            String name = field.getName();
            if (!schema.containsField(name)) {
                throw new UserException("'" + file + "' is no file of embeddings: it has no column '" + name
                        + "'; make one with: extract IMAGES OUT.parquet");
            }
            if (!schema.getType(name).equals(field)) {
                throw new UserException("'" + file + "' is no file of embeddings: column '" + name + "' is '"
                        + oneLine(schema.getType(name).toString()) + "', not '" + oneLine(field.toString()) + "'");
            }
        }
    }

    private static String oneLine(String type) {
        return type.replaceAll("\\s+", " ");
    }

    @Override
    public void close() throws IOException {
        parquet.close();
    }
}
