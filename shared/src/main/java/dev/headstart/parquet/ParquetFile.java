package dev.headstart.parquet;

import dev.headstart.cli.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/** A Parquet file that is open. Whatever is wrong with it is a {@link UserException}. */
public final class ParquetFile implements AutoCloseable {
    private final Path path;
    private final ParquetFileReader reader;

    /** Takes what is read, one after the other. */
    @FunctionalInterface
    public interface RecordConsumer<T> {
        void accept(T record) throws IOException;
    }

    private ParquetFile(Path path, ParquetFileReader reader) {
        this.path = path;
        this.reader = reader;
    }

    public static ParquetFile open(Path path) {
        if (Files.isDirectory(path)) {
            throw new UserException(
                    "'" + path + "' is a folder; if it is one of pictures, make embeddings of them with: " + "extract '"
                            + path + "' OUT.parquet");
        }
        if (!Files.isRegularFile(path)) {
            throw new UserException("'" + path
                    + (Files.exists(path)
                            ? "' is no regular file; give a Parquet file, or make one with: extract IMAGES OUT.parquet"
                            : "' does not exist; make it with: extract IMAGES '" + path + "'"));
        }
        return Damage.refuse(path, () -> {
            requireBeginning(path);
            return new ParquetFile(path, ParquetFileReader.open(new LocalInputFile(path), options()));
        });
    }

    /** An empty file is taken for one that was cut. */
    private static void requireBeginning(Path path) throws IOException {
        try (InputStream file = Files.newInputStream(path)) {
            byte[] magic = file.readNBytes(ParquetFileWriter.MAGIC.length);
            if (magic.length > 0 && !Arrays.equals(magic, ParquetFileWriter.MAGIC)
                    && !Arrays.equals(magic, ParquetFileWriter.EFMAGIC)) {
                throw new UserException("'" + path + "' is no Parquet file; make one with: extract IMAGES OUT.parquet");
            }
        }
    }

    private static ParquetReadOptions options() {
        return ParquetReadOptions.builder(new PlainParquetConfiguration())
                .withCodecFactory(new Codecs())
                .usePageChecksumVerification()
                .build();
    }

    public Path path() {
        return path;
    }

    /** The key-value metadata. */
    public Map<String, String> metadata() {
        return reader.getFileMetaData().getKeyValueMetaData();
    }

    public MessageType schema() {
        return reader.getFileMetaData().getSchema();
    }

    public long rows() {
        return reader.getRecordCount();
    }

    /** The columns that hold lists of numbers. */
    public List<VectorColumn> vectors() {
        return schema().getFields().stream().flatMap(field -> VectorColumn.of(schema(), field).stream()).toList();
    }

    /** The columns that hold names. */
    public List<TextColumn> texts() {
        return schema().getFields().stream().flatMap(field -> TextColumn.of(schema(), field).stream()).toList();
    }

    /** All values of a column, null where there is none. */
    public List<@Nullable String> read(TextColumn column) {
        return Damage.refuse(path, () -> {
            Chunks chunks = chunks(column.leaf());
            chunks.requireOnePerRow();
            List<@Nullable String> values = new ArrayList<>();
            for (Chunks.Chunk chunk : chunks.chunks()) {
                ColumnReader at = Cursor.over(reader, chunk.rowGroup(), column.leaf());
                for (long i = 0; i < chunk.rows(); i++) {
                    boolean there = at.getCurrentDefinitionLevel() == column.leaf().getMaxDefinitionLevel();
                    values.add(there ? column.text().apply(at) : null);
                    at.consume();
                }
            }
            return values;
        });
    }

    /**
     * Adds every row of a column to a matrix.
     *
     * @throws UserException if a row has no numbers, or a number is missing, or there are more or fewer than in the rows before
     */
    public void read(VectorColumn column, Matrix matrix) {
        Damage.refuse(path, () -> {
            if (!readPages(column, matrix)) {
                readValues(column, matrix);
            }
            return matrix;
        });
    }

    /** Whether it could be read by the page; if not, the matrix is as it was. */
    boolean readPages(VectorColumn column, Matrix matrix) throws IOException {
        Chunks chunks = chunks(column.leaf());
        FloatPages pages = new FloatPages(column);
        int dimension = chunks.length();
        if (dimension == 0 || !pages.fits()) {
            return false;
        }
        MemorySegment room = matrix.claim(rows(), dimension);
        boolean done = new ParallelPages(path, chunks, pages).read(dimension, room);
        if (!done) {
            matrix.unclaim(rows());
        }
        return done;
    }

    void readValues(VectorColumn column, Matrix matrix) throws IOException {
        VectorCursor.read(reader, chunks(column.leaf()), column, matrix);
    }

    private Chunks chunks(ColumnDescriptor column) throws IOException {
        return Chunks.of(path, reader.getRowGroups(), column);
    }

    /** Hands on every row, as parquet-java's records; one at a time is in memory, and a row group of pages. */
    public <T> void forEach(MessageType wanted, RecordMaterializer<T> materializer, RecordConsumer<T> consumer)
            throws IOException {
        Damage.refuse(path, () -> {
            for (ColumnDescriptor column : wanted.getColumns()) {
                chunks(column);
            }
            reader.setRequestedSchema(wanted);
            return reader;
        });
        for (PageReadStore pages = next(); pages != null; pages = next()) {
            PageReadStore rowGroup = pages;
            RecordReader<T> records = Damage.refuse(path, () -> new ColumnIOFactory(true).getColumnIO(wanted, schema())
                    .getRecordReader(rowGroup, materializer));
            for (long i = 0; i < pages.getRowCount(); i++) {
                consumer.accept(Damage.refuse(path, records::read));
            }
        }
    }

    private @Nullable PageReadStore next() {
        return Damage.refuse(path, reader::readNextRowGroup);
    }

    /** A type as Parquet spells it. */
    public static String oneLine(Type type) {
        return type.toString().replaceAll("\\s+columnorder\\(\\w+\\)", "").replaceAll("\\s+", " ");
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
