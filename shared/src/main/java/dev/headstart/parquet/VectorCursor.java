package dev.headstart.parquet;

import java.io.IOException;
import java.util.Arrays;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.hadoop.ParquetFileReader;

/** Reads a column of lists by the value: slower than by the page, but whatever its encoding, and saying which row is wrong. */
final class VectorCursor {
    /** Numbers that a row may have: more than any layer of any backbone gives. */
    private static final int LONGEST = 1 << 24;

    private final VectorColumn column;
    private final Matrix matrix;
    private float[] row = new float[512];
    private int length;

    private VectorCursor(VectorColumn column, Matrix matrix) {
        this.column = column;
        this.matrix = matrix;
    }

    /** Adds every row to a matrix. */
    static void read(ParquetFileReader reader, Chunks chunks, VectorColumn column, Matrix matrix) throws IOException {
        for (Chunks.Chunk chunk : chunks.chunks()) {
            ColumnReader values = Cursor.over(reader, chunk.rowGroup(), column.leaf());
            long rows = new VectorCursor(column, matrix).readChunk(values, chunk.values());
            if (rows != chunk.rows()) {
                throw new IOException(
                        "column '" + column.name() + "' has " + rows + " lists in " + chunk.rows() + " rows");
            }
        }
    }

    private long readChunk(ColumnReader values, long count) {
        long rows = 0;
        for (long i = 0; i < count; i++) {
            if (values.getCurrentRepetitionLevel() == 0) {
                endRow(i);
                rows++;
            }
            add(values);
            values.consume();
        }
        endRow(count);
        return rows;
    }

    /** @param before values read before this one */
    private void endRow(long before) {
        if (before > 0) {
            matrix.add(row, length);
            length = 0;
        }
    }

    private void add(ColumnReader values) {
        int level = values.getCurrentDefinitionLevel();
        if (level < column.elementLevel()) {
            throw matrix.refusal("it has no numbers");
        }
        if (level < column.leaf().getMaxDefinitionLevel()) {
            throw matrix.refusal("number " + length + " is missing");
        }
        if (length == LONGEST) {
            throw matrix.refusal("more than " + LONGEST + " numbers");
        }
        if (length == row.length) {
            row = Arrays.copyOf(row, 2 * length);
        }
        row[length++] = column.numbers().read(values);
    }
}
