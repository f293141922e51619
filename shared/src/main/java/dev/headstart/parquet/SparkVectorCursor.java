package dev.headstart.parquet;

import java.io.IOException;
import java.util.List;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;

/** Reads Spark's vectors of a row group, row by row. */
final class SparkVectorCursor {
    private static final int SPARSE = 0;
    private static final int DENSE = 1;

    private final SparkVectorColumn column;
    private final ColumnReader types;
    private final ColumnReader sizes;
    private final ListCursor indices;
    private final ListCursor values;
    private final Matrix matrix;

    /** @param readers of the type, the size, the indices and the values */
    SparkVectorCursor(SparkVectorColumn column, List<ColumnReader> readers, long indices, long values, Matrix matrix) {
        this.column = column;
        types = readers.get(0);
        sizes = readers.get(1);
        this.indices = new ListCursor(readers.get(2), column.indices(), indices, matrix);
        this.values = new ListCursor(readers.get(3), column.values(), values, matrix);
        this.matrix = matrix;
    }

    /** Adds the next rows to the matrix. */
    void read(long rows) throws IOException {
        for (long i = 0; i < rows; i++) {
            if (!indices.hasNext() || !values.hasNext()) {
                throw new IOException("column '" + column.name() + "' has fewer vectors than rows");
            }
            addRow();
        }
    }

    private void addRow() {
        int type = integer(types, column.type(), "it has no numbers");
        int places = indices.next();
        int length = values.next();
        switch (type) {
            case DENSE -> {
                if (length == 0) {
                    throw matrix.refusal("it has no numbers");
                }
                matrix.add(values.numbers(), length);
            }
            case SPARSE -> addSparse(places, length);
            default -> throw matrix.refusal("its type is " + type + ", neither sparse (0) nor dense (1)");
        }
        types.consume();
        sizes.consume();
    }

    private void addSparse(int places, int length) {
        int size = integer(sizes, column.size(), "it is sparse and has no size");
        if (size <= 0 || size > ListCursor.LONGEST || places != length) {
            throw matrix.refusal(places + " indices and " + length + " values of " + size + " numbers");
        }
        float[] row = new float[size];
        for (int i = 0; i < length; i++) {
            float index = indices.numbers()[i];
            if (index < 0 || index >= size) {
                throw matrix.refusal("index " + (int) index + " of " + size + " numbers");
            }
            row[(int) index] = values.numbers()[i];
        }
        matrix.add(row, size);
    }

    private int integer(ColumnReader reader, ColumnDescriptor leaf, String missing) {
        if (reader.getCurrentDefinitionLevel() < leaf.getMaxDefinitionLevel()) {
            throw matrix.refusal(missing);
        }
        return reader.getInteger();
    }
}
