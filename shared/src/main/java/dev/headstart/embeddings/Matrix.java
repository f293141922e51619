package dev.headstart.embeddings;

import dev.headstart.cli.UserException;
import java.util.ArrayList;
import java.util.List;

/** Rows of one length, in one array that is allocated once. */
final class Matrix {
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
    Matrix(long rows) {
        this.rows = rows;
    }

    /** @param source what the next rows are of, for messages */
    void begin(String source) {
        sources.add(new Source(source, count()));
    }

    private int count() {
        return dimension == 0 ? 0 : filled / dimension;
    }

    void add(float[] row) {
        int at = claim(1, row.length);
        System.arraycopy(row, 0, values, at, row.length);
    }

    /**
     * Makes room for rows that the caller writes into {@link #values}.
     *
     * @return where the first begins
     * @throws UserException if they are of another length than those before, or all of them do not fit
     */
    int claim(int count, int length) {
        if (filled == 0) {
            dimension = length;
            values = allocate();
        }
        if (length != dimension || dimension == 0) {
            throw new UserException(
                    where(count()) + ": " + length + " numbers, and " + dimension + " in the rows before");
        }
        int at = filled;
        filled += count * dimension;
        return at;
    }

    /** Gives the last rows claimed back. */
    void unclaim(int count) {
        filled -= count * dimension;
    }

    /** @throws UserException if a value is none, naming its row */
    void requireFinite() {
        int largest = 0;
        for (int i = 0; i < filled; i++) {
            largest = Math.max(largest, Float.floatToRawIntBits(values[i]) & MAGNITUDE);
        }
        for (int i = 0; largest >= INFINITY && i < filled; i++) {
            if (!Float.isFinite(values[i])) {
                throw new UserException(
                        where(i / dimension) + ": number " + i % dimension + " is " + values[i] + "; extract it again");
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

    int dimension() {
        return dimension;
    }

    /** Row-major. */
    float[] values() {
        return values;
    }
}
