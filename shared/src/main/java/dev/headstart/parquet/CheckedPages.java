package dev.headstart.parquet;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;

/** Some columns' pages for parquet-java's decoders, checked before they are handed on. */
final class CheckedPages implements AutoCloseable {
    private final FileChannel file;
    private final List<Column> columns = new ArrayList<>();

    /**
     * @param places of pages, by chunk
     * @param bytes reads them
     */
    private record Column(Chunks chunks, List<List<PagePlace>> places, PageBytes bytes) {}

    private CheckedPages(FileChannel file) {
        this.file = file;
    }

    /** @param columns of one file */
    static CheckedPages of(Path path, List<Chunks> columns) throws IOException {
        CheckedPages pages = new CheckedPages(FileChannel.open(path));
        try {
            for (Chunks chunks : columns) {
                pages.columns.add(new Column(chunks, chunks.places(pages.file), new PageBytes(pages.file)));
            }
            return pages;
        } catch (IOException | RuntimeException | Error e) {
            pages.close();
            throw e;
        }
    }

    /** Row groups that have rows. */
    int rowGroups() {
        return columns.isEmpty() ? 0 : columns.getFirst().chunks().chunks().size();
    }

    /**
     * The pages of a row group; those of one before are no longer good.
     *
     * @param index among those that have rows
     */
    PageReadStore rowGroup(int index) {
        Map<ColumnDescriptor, PageReader> readers = new HashMap<>();
        for (Column column : columns) {
            Chunks.Chunk chunk = column.chunks().chunks().get(index);
            readers.put(column.chunks().column(),
                    new CheckedPageReader(column.chunks(), chunk, column.places().get(index), column.bytes()));
        }
        long rows = columns.getFirst().chunks().chunks().get(index).rows();
        return new PageReadStore() {
            @Override
            public PageReader getPageReader(ColumnDescriptor column) {
                PageReader reader = readers.get(column);
                if (reader == null) {
                    throw new IllegalArgumentException(column + " was not asked for");
                }
                return reader;
            }

            @Override
            public long getRowCount() {
                return rows;
            }
        };
    }

    @Override
    public void close() throws IOException {
        columns.forEach(column -> column.bytes().close());
        file.close();
    }
}
