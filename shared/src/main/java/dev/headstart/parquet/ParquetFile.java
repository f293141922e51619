package dev.headstart.parquet;

import dev.headstart.cli.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
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
    private final List<PartitionText> partitions;
    private final ParquetFileReader reader;

    /** Takes what is read, one after the other. */
    @FunctionalInterface
    public interface RecordConsumer<T> {
        void accept(T record) throws IOException;
    }

    private ParquetFile(TablePart part, ParquetFileReader reader) {
        path = part.file();
        partitions = part.partitions();
        this.reader = reader;
    }

    public static ParquetFile open(Path path) {
        return open(new TablePart(path));
    }

    public static ParquetFile open(TablePart part) {
        Path path = part.file();
        if (Files.isDirectory(path)) {
            throw new UserException(
                    "'" + path + "' is a folder; if it is one of pictures, make embeddings of them with: extract '"
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
            requireFooter(path);
            ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(path),
                    ParquetReadOptions.builder(new PlainParquetConfiguration()).build());
            try {
                requireRows(path, reader);
                return new ParquetFile(part, reader);
            } catch (IOException | RuntimeException e) {
                reader.close();
                throw e;
            }
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

    /** Checks the lengths in the footer. What is wrong with the file otherwise, parquet-java says. */
    private static void requireFooter(Path path) throws IOException {
        try (FileChannel file = FileChannel.open(path)) {
            long end = file.size() - Integer.BYTES - ParquetFileWriter.MAGIC.length;
            if (end < ParquetFileWriter.MAGIC.length) {
                return;
            }
            int length = PagePlace.read(file, end, ByteBuffer.allocate(Integer.BYTES))
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .getInt();
            if (length < 0 || length > end - ParquetFileWriter.MAGIC.length) {
                return;
            }
            if (!CompactThrift.isWhole(PagePlace.read(file, end - length, ByteBuffer.allocate(length)))) {
                throw new IOException("its footer ends too soon");
            }
        }
    }

    private static void requireRows(Path path, ParquetFileReader reader) throws IOException {
        long rows = 0;
        long size = Files.size(path);
        for (BlockMetaData rowGroup : reader.getRowGroups()) {
            Bounds.requireRows(rowGroup.getRowCount(), size);
            rows += rowGroup.getRowCount();
            Bounds.requireRows(rows, size);
        }
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

    /** The columns that hold a vector of numbers in each row. */
    public List<VectorColumn> vectors() {
        Map<String, List<ColumnDescriptor>> leaves = new LinkedHashMap<>();
        schema().getColumns().forEach(c -> leaves.computeIfAbsent(c.getPath()[0], _ -> new ArrayList<>()).add(c));
        List<VectorColumn> vectors = new ArrayList<>();
        leaves.forEach((name, below) -> {
            ListColumn.of(schema(), name, below).ifPresent(vectors::add);
            SparkVectorColumn.of(schema(), name, below).ifPresent(vectors::add);
        });
        return vectors;
    }

    /** The columns that hold names. Where a folder's name stands for a column that the file has too, it is the folder's. */
    public List<TextColumn> texts() {
        List<TextColumn> texts = new ArrayList<>(partitions);
        Set<String> names = partitions.stream().map(PartitionText::name).collect(Collectors.toSet());
        schema().getFields()
                .stream()
                .filter(field -> !names.contains(field.getName()))
                .forEach(field -> StoredText.of(schema(), field).ifPresent(texts::add));
        return texts;
    }

    /** Says in words what a column of any type holds. */
    public String describe(String column) {
        return Description.of(schema().getType(column));
    }

    /** All values of a column, null where there is none. */
    public List<@Nullable String> read(TextColumn column) {
        return switch (column) {
            case StoredText stored -> readText(stored);
            case PartitionText partition -> Collections.nCopies(Math.toIntExact(rows()), partition.value());
        };
    }

    private List<@Nullable String> readText(StoredText column) {
        return Damage.refuse(path, () -> {
            Chunks chunks = chunks(column.leaf());
            chunks.requireOnePerRow();
            List<@Nullable String> values = new ArrayList<>();
            try (CheckedPages pages = CheckedPages.of(path, List.of(chunks))) {
                for (int g = 0; g < pages.rowGroups(); g++) {
                    ColumnReader at = Cursor.over(pages.rowGroup(g), reader.getFileMetaData(), List.of(column.leaf()))
                            .getFirst();
                    for (long i = 0; i < chunks.chunks().get(g).rows(); i++) {
                        boolean there = at.getCurrentDefinitionLevel() == column.leaf().getMaxDefinitionLevel();
                        values.add(there ? column.text().apply(at) : null);
                        at.consume();
                    }
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
            switch (column) {
                case ListColumn list -> {
                    if (!readPages(list, matrix)) {
                        readValues(list, matrix);
                    }
                }
                case SparkVectorColumn vectors -> readVectors(vectors, matrix);
            }
            return matrix;
        });
    }

    /** Whether it could be read by the page; if not, the matrix is as it was. */
    boolean readPages(ListColumn column, Matrix matrix) throws IOException {
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

    void readValues(ListColumn column, Matrix matrix) throws IOException {
        Chunks chunks = chunks(column.leaf());
        try (CheckedPages pages = CheckedPages.of(path, List.of(chunks))) {
            VectorCursor.read(pages, reader.getFileMetaData(), chunks, column, matrix);
        }
    }

    private void readVectors(SparkVectorColumn column, Matrix matrix) throws IOException {
        List<ColumnDescriptor> leaves = List.of(column.type(), column.size(), column.indices().leaf(),
                column.values().leaf());
        List<Chunks> chunks = chunks(leaves);
        chunks.get(0).requireOnePerRow();
        chunks.get(1).requireOnePerRow();
        try (CheckedPages pages = CheckedPages.of(path, chunks)) {
            for (int g = 0; g < pages.rowGroups(); g++) {
                List<ColumnReader> readers = Cursor.over(pages.rowGroup(g), reader.getFileMetaData(), leaves);
                new SparkVectorCursor(column, readers, chunks.get(2).chunks().get(g).values(),
                        chunks.get(3).chunks().get(g).values(), matrix).read(chunks.getFirst().chunks().get(g).rows());
            }
        }
    }

    private List<Chunks> chunks(List<ColumnDescriptor> columns) throws IOException {
        List<Chunks> chunks = new ArrayList<>();
        for (ColumnDescriptor column : columns) {
            chunks.add(chunks(column));
        }
        return chunks;
    }

    private Chunks chunks(ColumnDescriptor column) throws IOException {
        return Chunks.of(path, reader.getRowGroups(), column);
    }

    /** Hands on every row, as parquet-java's records; one at a time is in memory, and a page of each column. */
    public <T> void forEach(MessageType wanted, RecordMaterializer<T> materializer, RecordConsumer<T> consumer)
            throws IOException {
        try (CheckedPages pages = Damage.refuse(path, () -> CheckedPages.of(path, chunks(wanted.getColumns())))) {
            for (int g = 0; g < pages.rowGroups(); g++) {
                PageReadStore rowGroup = pages.rowGroup(g);
                RecordReader<T> records = Damage.refuse(path,
                        () -> new ColumnIOFactory(true).getColumnIO(wanted, schema())
                                .getRecordReader(rowGroup, materializer));
                for (long i = 0; i < rowGroup.getRowCount(); i++) {
                    consumer.accept(Damage.refuse(path, records::read));
                }
            }
        }
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
