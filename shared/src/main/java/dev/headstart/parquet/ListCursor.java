package dev.headstart.parquet;

import java.util.Arrays;
import org.apache.parquet.column.ColumnReader;

/** Goes through a chunk of a column of lists, list by list. */
final class ListCursor {
    /** Numbers that a row may have: more than any layer of any backbone gives. */
    static final int LONGEST = 1 << 24;

    private final ColumnReader values;
    private final ListColumn column;
    private final Matrix matrix;
    private long left;
    private float[] numbers = new float[512];
    private int length;

    /**
     * @param count of values and nulls in the chunk
     * @param matrix that knows which row is read, for messages
     */
    ListCursor(ColumnReader values, ListColumn column, long count, Matrix matrix) {
        this.values = values;
        this.column = column;
        this.matrix = matrix;
        left = count;
    }

    boolean hasNext() {
        return left > 0;
    }

    /**
     * Reads the next row's list.
     *
     * @return its length; 0 if it is empty, or null
     */
    int next() {
        length = 0;
        boolean there = true;
        do {
            there &= values.getCurrentDefinitionLevel() >= column.elementLevel();
            if (there) {
                add();
            }
            values.consume();
            left--;
        } while (left > 0 && isSameRow());
        return there ? length : 0;
    }

    private boolean isSameRow() {
        int level = values.getCurrentRepetitionLevel();
        if (level > 0 && level < column.leaf().getMaxRepetitionLevel()) {
            throw matrix.refusal("it holds several lists of numbers, and one is read");
        }
        return level > 0;
    }

    private void add() {
        if (values.getCurrentDefinitionLevel() < column.leaf().getMaxDefinitionLevel()) {
            throw matrix.refusal("number " + length + " is missing");
        }
        if (length == LONGEST) {
            throw matrix.refusal("more than " + LONGEST + " numbers");
        }
        if (length == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * length);
        }
        numbers[length++] = column.numbers().read(values);
    }

    /** The last list, at the beginning of what is returned. */
    float[] numbers() {
        return numbers;
    }
}
