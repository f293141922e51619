package dev.headstart.parquet;

import dev.headstart.cli.UserException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/** Rows of one length, in one array that is allocated once. */
public final class Matrix {
    /** Of a float's bits; those of what is no number are at least infinity's. Integers, because their maximum is found by vectors. */
    private static final int MAGNITUDE = 0x7fffffff;
    private static final int INFINITY = 0x7f800000;
    private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

    private final long rows;
    private final List<Source> sources = new ArrayList<>();
    private int dimension;
    private float[] values = {};
    private int filled;

    /** @param firstRow of those that came from it */
    private record Source(String name, int firstRow) {}

    /** @param rows that will be added */
    public Matrix(long rows) {
        this.rows = rows;
    }

    /** @param source what the next rows are of, for messages */
    public void begin(String source) {
        sources.add(new Source(source, count()));
    }

    private int count() {
        return dimension == 0 ? 0 : filled / dimension;
    }

    /** Adds a row: the first numbers of an array. */
    void add(float[] numbers, int length) {
        claim(1, length).put(numbers, 0, length);
    }

    /**
     * Makes room for rows, for the caller to fill.
     *
     * @return {@code [count, length]}
     * @throws UserException if they are of another length than those before, or all of them do not fit
     */
    FloatBuffer claim(long count, int length) {
        if (filled == 0) {
            dimension = length;
            values = allocate();
        }
        if (length != dimension || dimension == 0) {
            throw refusal(length + " numbers, and " + dimension + " in the rows before");
        }
        if (count > (values.length - filled) / dimension) {
            throw refusal("more rows than the file says it has");
        }
        FloatBuffer room = FloatBuffer.wrap(values, filled, (int) count * dimension).slice();
        filled += room.remaining();
        return room;
    }

    /** Gives the last rows claimed back. */
    void unclaim(long count) {
        filled -= (int) count * dimension;
    }

    /** What is wrong with the row that would be added next. */
    UserException refusal(String what) {
        return new UserException(where(count()) + ": " + what);
    }

    /** @throws UserException if a value is none, naming its row */
    public void requireFinite() {
        int largest = 0;
        for (int i = 0; i < filled; i++) {
            largest = Math.max(largest, Float.floatToRawIntBits(values[i]) & MAGNITUDE);
        }
        for (int i = 0; largest >= INFINITY && i < filled; i++) {
            if (!Float.isFinite(values[i])) {
                throw new UserException(where(i / dimension) + ": number " + i % dimension + " is " + values[i]
                        + "; leave the row out, or make it again");
            }
        }
    }

    private String where(int row) {
        Source source = sources.stream().filter(s -> s.firstRow() <= row).reduce((_, last) -> last).orElseThrow();
        return source.name() + ", row " + (row - source.firstRow());
    }

    private float[] allocate() {
        long needed = rows * dimension;
        long room = Math.min(MAX_ARRAY, Runtime.getRuntime().maxMemory() / Float.BYTES);
        if (needed > room) {
            throw new UserException(
                    ("%s: %,d rows of %,d numbers take %.1f GB, and there is room for %.1f; give it more with "
                            + "HEADSTART_JVM_OPTIONS=-Xmx..., or fewer rows").formatted(sources.getLast().name(), rows,
                                    dimension, needed * 1e-9 * Float.BYTES, room * 1e-9 * Float.BYTES));
        }
        return new float[(int) needed];
    }

    public int dimension() {
        return dimension;
    }

    /** Row-major. */
    public float[] values() {
        return values;
    }
}
