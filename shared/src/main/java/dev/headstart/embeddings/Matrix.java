package dev.headstart.embeddings;

import dev.headstart.cli.UserException;

/** Rows of one length, in one array that is allocated once. */
final class Matrix {
    private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

    private final long rows;
    private String source = "";
    private int begun;
    private int dimension;
    private float[] values = {};
    private int filled;

    /** @param rows that will be added */
    Matrix(long rows) {
        this.rows = rows;
    }

    /** @param source what the next rows are of, for messages */
    void begin(String source) {
        this.source = source;
        begun = count();
    }

    private int count() {
        return dimension == 0 ? 0 : filled / dimension;
    }

    void add(float[] row) {
        if (filled == 0) {
            dimension = row.length;
            values = allocate();
        }
        if (row.length != dimension || dimension == 0) {
            throw new UserException(source + ", row " + (count() - begun) + ": " + row.length + " numbers, and "
                    + dimension + " in the rows before");
        }
        for (int i = 0; i < dimension; i++) {
            if (!Float.isFinite(row[i])) {
                throw new UserException(source + ", row " + (count() - begun) + ": number " + i + " is " + row[i]
                        + "; extract it again");
            }
        }
        System.arraycopy(row, 0, values, filled, dimension);
        filled += dimension;
    }

    private float[] allocate() {
        long needed = rows * dimension;
        long room = Math.min(MAX_ARRAY, Runtime.getRuntime().maxMemory() / Float.BYTES);
        if (needed > room) {
            throw new UserException(
                    ("%s: %,d rows of %,d numbers take %.1f GB, and there is room for %.1f; give it more with "
                            + "HEADSTART_JVM_OPTIONS=-Xmx..., or fewer rows").formatted(source, rows, dimension,
                                    needed * 1e-9 * Float.BYTES, room * 1e-9 * Float.BYTES));
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
