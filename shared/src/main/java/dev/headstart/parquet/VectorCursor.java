package dev.headstart.parquet;

import java.io.IOException;
import java.util.List;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.hadoop.metadata.FileMetaData;

/** Reads a column of lists by the value: slower than by the page, but whatever its encoding, and saying which row is wrong. */
final class VectorCursor {
    private VectorCursor() {}

    /** Adds every row to a matrix. */
    static void read(CheckedPages pages, FileMetaData file, Chunks chunks, ListColumn column, Matrix matrix)
            throws IOException {
        for (int i = 0; i < chunks.chunks().size(); i++) {
            Chunks.Chunk chunk = chunks.chunks().get(i);
            ColumnReader values = Cursor.over(pages.rowGroup(i), file, List.of(column.leaf())).getFirst();
            ListCursor lists = new ListCursor(values, column, chunk.values(), matrix);
            long rows = 0;
            while (lists.hasNext()) {
                int length = lists.next();
                if (length == 0) {
                    throw matrix.refusal("it has no numbers");
                }
                matrix.add(lists.numbers(), length);
                rows++;
            }
            if (rows != chunk.rows()) {
                throw new IOException(
                        "column '" + column.name() + "' has " + rows + " lists in " + chunk.rows() + " rows");
            }
        }
    }
}
