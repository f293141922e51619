package dev.headstart.embeddings;

import dev.headstart.cli.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.ParquetDecodingException;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;

/** Reads the store. */
public final class EmbeddingsReader {

    /**
     * A whole file.
     *
     * @param rows in the file's order, all of one length
     */
    public record Contents(Origin origin, List<Embedding> rows) {}

    private EmbeddingsReader() {}

    /** @throws UserException if it is no file of embeddings, naming the column that is missing or of another type */
    public static Contents read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new UserException("'" + file + "' does not exist; make it with: extract IMAGES " + file);
        }
        ParquetReadOptions options = ParquetReadOptions.builder(new PlainParquetConfiguration()).build();
        try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file), options)) {
            FileMetaData metadata = reader.getFooter().getFileMetaData();
            check(metadata, file);
            MessageColumnIO columns = new ColumnIOFactory(true).getColumnIO(Columns.SCHEMA, metadata.getSchema());
            List<Embedding> rows = new ArrayList<>();
            RowMaterializer materializer = new RowMaterializer();
            for (PageReadStore pages = reader.readNextRowGroup(); pages != null; pages = reader.readNextRowGroup()) {
                RecordReader<Embedding> records = columns.getRecordReader(pages, materializer);
                for (long i = 0; i < pages.getRowCount(); i++) {
                    rows.add(records.read());
                }
            }
            requireEqualLengths(rows, file);
            return new Contents(Origin.from(metadata.getKeyValueMetaData()), List.copyOf(rows));
        } catch (IOException | ParquetDecodingException e) {
            throw new UserException("'" + file + "' cannot be read: " + e.getMessage(), e);
        } catch (UserException e) {
            throw e;
        } catch (RuntimeException e) {
            // parquet-hadoop says "not a Parquet file" by a bare RuntimeException
            throw new UserException("'" + file + "' is no Parquet file: " + e.getMessage(), e);
        }
    }

    private static void check(FileMetaData metadata, Path file) {
        MessageType schema = metadata.getSchema();
        for (var field : Columns.SCHEMA.getFields()) {
            if (!schema.containsField(field.getName())) {
                throw new UserException("'" + file + "' is no file of embeddings: it has no column '" + field.getName()
                        + "'; make one with: extract IMAGES OUT.parquet");
            }
            if (!schema.getType(field.getName()).equals(field)) {
                throw new UserException("'" + file + "' is no file of embeddings: column '" + field.getName() + "' is '"
                        + oneLine(schema.getType(field.getName()).toString()) + "', not '" + oneLine(field.toString())
                        + "'");
            }
        }
        if (!Origin.isIn(metadata.getKeyValueMetaData())) {
            throw new UserException(
                    "'" + file + "' does not say what made it (no headstart.fingerprint in its metadata)");
        }
    }

    private static String oneLine(String type) {
        return type.replaceAll("\\s+", " ");
    }

    private static void requireEqualLengths(List<Embedding> rows, Path file) {
        for (int i = 1; i < rows.size(); i++) {
            if (rows.get(i).values().length != rows.getFirst().values().length) {
                throw new UserException("'" + file + "', row " + i + ": an embedding of " + rows.get(i).values().length
                        + " numbers among those of " + rows.getFirst().values().length);
            }
        }
    }
}
