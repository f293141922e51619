package dev.headstart.embeddings;

import dev.headstart.cli.UserException;
import dev.headstart.parquet.ParquetFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.apache.parquet.schema.MessageType;

/** Reads the store, as {@link EmbeddingsWriter} wrote it: every column of every row. */
public final class EmbeddingsReader implements AutoCloseable {
    private final ParquetFile file;
    private final Origin origin;
    private final List<String> columns;

    private EmbeddingsReader(ParquetFile file) {
        this.file = file;
        origin = Origin.of(file)
                .orElseThrow(() -> new UserException("'" + file.path()
                        + "' is no store of extract's: it does not say what made it (no headstart.fingerprint in its metadata)"
                        + "; make one with: extract IMAGES OUT.parquet"));
        columns = Columns.of(origin.layers());
        requireColumns(file.schema());
    }

    /** @throws UserException if it is no store, naming the column that is missing or of another type */
    public static EmbeddingsReader open(Path path) throws IOException {
        ParquetFile file = ParquetFile.open(path);
        try {
            return new EmbeddingsReader(file);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    public Origin origin() {
        return origin;
    }

    /** The columns that hold embeddings. */
    public List<String> columns() {
        return columns;
    }

    /** Hands on every row with all its embeddings; one at a time is in memory, and a row group of pages. */
    public void forEach(ParquetFile.RecordConsumer<Embedding> consumer) throws IOException {
        read(columns, consumer);
    }

    /** Hands on every row without its embeddings. */
    public void forEachRow(Consumer<Row> consumer) throws IOException {
        read(List.of(), embedding -> consumer.accept(embedding.row()));
    }

    private void read(List<String> vectors, ParquetFile.RecordConsumer<Embedding> consumer) throws IOException {
        MessageType wanted = Columns.schema(vectors);
        file.forEach(wanted, new RowMaterializer(wanted), consumer);
    }

    private void requireColumns(MessageType schema) {
        for (var field : Columns.schema(columns).getFields()) {
            String name = field.getName();
            if (!schema.containsField(name)) {
                throw new UserException("'" + file.path() + "' is no store of extract's: it has no column '" + name
                        + "'; make one with: extract IMAGES OUT.parquet");
            }
            // As it is spelt: others order floats otherwise, which a copy that they wrote says too.
            String found = ParquetFile.oneLine(schema.getType(name));
            String expected = ParquetFile.oneLine(field);
            if (!found.equals(expected)) {
                throw new UserException("'" + file.path() + "' is no store of extract's: column '" + name + "' is '"
                        + found + "', not '" + expected + "'");
            }
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
