package dev.headstart.parquet;

import dev.headstart.cli.UserException;
import dev.headstart.machine.PhysicalMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Rows of one length, float32, row-major and one behind the other. They lie outside the Java heap, where there is room for more than 2^31
 * numbers, and are freed some time after nothing refers to the matrix.
 */
public final class Matrix {
    /** Of a float's bits; those of what is no number are at least infinity's. Integers, because their maximum is found by vectors. */
    private static final int MAGNITUDE = 0x7fffffff;
    private static final int INFINITY = 0x7f800000;
    private static final int CACHE_LINE = 64;
    /** Numbers looked at in one go: loops of ints are compiled to vectors, of longs they are not. */
    private static final int WINDOW = 1 << 20;

    private final long rows;
    private final int copies;
    private final List<Source> sources = new ArrayList<>();
    private int dimension;
    private long filled;
    private MemorySegment values = MemorySegment.NULL;

    /** @param firstRow of those that came from it */
    private record Source(String name, long firstRow) {}

    /**
     * @param rows that will be added
     * @param copies how many matrices of this size the machine must have room for, this one included
     */
    public Matrix(long rows, int copies) {
        this.rows = rows;
        this.copies = copies;
    }

    /** A matrix of these. */
    public static Matrix of(int dimension, float... values) {
        Matrix matrix = new Matrix(values.length / dimension, 1);
        matrix.begin("given");
        MemorySegment.copy(values, 0, matrix.claim(values.length / dimension, dimension), ValueLayout.JAVA_FLOAT, 0,
                values.length);
        return matrix;
    }

    /** @param source what the next rows are of, for messages */
    public void begin(String source) {
        sources.add(new Source(source, filled));
    }

    /** Adds a row: the first numbers of an array. */
    void add(float[] numbers, int length) {
        MemorySegment.copy(numbers, 0, claim(1, length), ValueLayout.JAVA_FLOAT, 0, length);
    }

    /**
     * Makes room for rows, for the caller to fill.
     *
     * @return {@code [count, length]}
     * @throws UserException if they are of another length than those before, or all of them do not fit
     */
    MemorySegment claim(long count, int length) {
        if (filled == 0 && length != dimension) {
            dimension = length;
            values = allocate();
        }
        if (length != dimension || dimension == 0) {
            throw refusal(length + " numbers, and " + dimension + " in the rows before");
        }
        if (count > rows - filled) {
            throw refusal("more rows than the file says it has");
        }
        filled += count;
        return values.asSlice(offset(filled - count), offset(count));
    }

    /** Gives the last rows claimed back. */
    void unclaim(long count) {
        filled -= count;
    }

    /** What is wrong with the row that would be added next. */
    UserException refusal(String what) {
        return new UserException(where(filled) + ": " + what);
    }

    /** @throws UserException if a value is none, naming its row */
    public void requireFinite() {
        long end = filled * dimension;
        for (long from = 0; from < end; from += WINDOW) {
            int count = (int) Math.min(WINDOW, end - from);
            MemorySegment window = values.asSlice(from * Float.BYTES, (long) count * Float.BYTES);
            int largest = 0;
            for (int i = 0; i < count; i++) {
                largest = Math.max(largest, window.getAtIndex(ValueLayout.JAVA_INT, i) & MAGNITUDE);
            }
            for (int i = 0; largest >= INFINITY && i < count; i++) {
                float value = window.getAtIndex(ValueLayout.JAVA_FLOAT, i);
                if (!Float.isFinite(value)) {
                    throw new UserException(
                            String.format(Locale.ROOT, "%s: number %d is %s; leave the row out, or make it again",
                                    where((from + i) / dimension), (from + i) % dimension, value));
                }
            }
        }
    }

    private String where(long row) {
        Source source = sources.stream().filter(s -> s.firstRow() <= row).reduce((_, last) -> last).orElseThrow();
        return source.name() + ", row " + (row - source.firstRow());
    }

    private MemorySegment allocate() {
        double size = (double) rows * dimension * Float.BYTES;
        double needed = size * copies;
        double room = PhysicalMemory.bytes();
        if (needed > room) {
            throw new UserException(String.format(Locale.ROOT,
                    "%s: %,d rows of %,d numbers take %.1f GB, %.1f with what is made of them, and there are %.1f; take fewer rows, or a smaller layer",
                    sources.getLast().name(), rows, dimension, size * 1e-9, needed * 1e-9, room * 1e-9));
        }
        return UnfilledMemory.allocate(offset(rows), CACHE_LINE)
                .orElseThrow(() -> new UserException(String.format(Locale.ROOT,
                        "%s: there are no %.1f GB of memory to be had; take fewer rows, or a smaller layer",
                        sources.getLast().name(), size * 1e-9)));
    }

    public int dimension() {
        return dimension;
    }

    public long rows() {
        return rows;
    }

    /** A row, {@code [dimension]}. */
    public MemorySegment row(long row) {
        return values.asSlice(offset(row), offset(1));
    }

    private long offset(long row) {
        return row * dimension * Float.BYTES;
    }
}
