package dev.headstart.embeddings;

import dev.headstart.cli.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.schema.MessageType;

/** Reads a column of embeddings by the page, row groups in parallel. */
final class ParallelPages {
    private final Path file;
    private final ColumnDescriptor column;
    private final FloatPages pages;

    private ParallelPages(Path file, ColumnDescriptor column) {
        this.file = file;
        this.column = column;
        pages = new FloatPages(column);
    }

    /**
     * Adds every row of a column to a matrix.
     *
     * @param leaf path of the column's floats
     * @return whether it could; if not, the matrix is as it was, and the column has to be read by the record
     */
    static boolean read(Path file, String leaf, Matrix matrix) throws IOException {
        List<Integer> rows = new ArrayList<>();
        ColumnDescriptor column;
        try (ParquetFileReader reader = open(file)) {
            MessageType schema = reader.getFooter().getFileMetaData().getSchema();
            column = schema.getColumnDescription(leaf.split("\\."));
            for (BlockMetaData block : reader.getFooter().getBlocks()) {
                rows.add(Math.toIntExact(block.getRowCount()));
            }
        }
        ParallelPages all = new ParallelPages(file, column);
        if (!all.pages.fits() || rows.isEmpty()) {
            return false;
        }
        OptionalInt dimension = all.firstLength();
        if (dimension.isEmpty()) {
            return false;
        }
        int count = rows.stream().reduce(0, Math::addExact);
        int offset = matrix.claim(count, dimension.getAsInt());
        boolean done = all.fill(rows, dimension.getAsInt(), matrix.values(), offset);
        if (!done) {
            matrix.unclaim(count);
        }
        return done;
    }

    private static ParquetFileReader open(Path file) throws IOException {
        return ParquetFileReader.open(new LocalInputFile(file),
                ParquetReadOptions.builder(new PlainParquetConfiguration()).build());
    }

    private OptionalInt firstLength() throws IOException {
        try (ParquetFileReader reader = open(file)) {
            return pages.firstLength(rowGroup(reader, 0));
        }
    }

    private PageReader rowGroup(ParquetFileReader reader, int index) throws IOException {
        reader.setRequestedSchema(List.of(column));
        return reader.readRowGroup(index).getPageReader(column);
    }

    private boolean fill(List<Integer> rows, int dimension, float[] to, int offset) throws IOException {
        AtomicInteger next = new AtomicInteger();
        int threads = Math.min(rows.size(), Runtime.getRuntime().availableProcessors());
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Future<Boolean>> parts = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                parts.add(executor.submit(() -> fillSome(next, rows, dimension, to, offset)));
            }
            boolean all = true;
            for (Future<Boolean> part : parts) {
                all &= part.get();
            }
            return all;
        } catch (ExecutionException e) {
            throw new UserException("'" + file + "' cannot be read as Parquet; is it whole? ("
                    + (e.getCause() == null ? e : e.getCause()).getMessage() + ")", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private boolean fillSome(AtomicInteger next, List<Integer> rows, int dimension, float[] to, int offset)
            throws IOException {
        try (ParquetFileReader reader = open(file)) {
            for (int i = next.getAndIncrement(); i < rows.size(); i = next.getAndIncrement()) {
                int before = rows.subList(0, i).stream().reduce(0, Integer::sum);
                if (!pages.read(rowGroup(reader, i), dimension, rows.get(i), to, offset + before * dimension)) {
                    return false;
                }
            }
            return true;
        }
    }
}
