package dev.headstart.embeddings;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.PageReader;

/**
 * Takes a column of lists by the page: behind the levels, the values of a PLAIN page of required floats are the floats themselves
 * (parquet-format, {@code Encodings.md}). Pages of any other kind are not read; who asks has to go by the record then.
 *
 * @param column whose lists and elements are all there: its definition levels are 1 throughout
 */
record FloatPages(ColumnDescriptor column) {

    /** Whether the column is of the shape that this can read. */
    boolean fits() {
        return column.getMaxRepetitionLevel() == 1 && column.getMaxDefinitionLevel() == 1;
    }

    /** Length of the first list, or empty if this cannot tell. */
    OptionalInt firstLength(PageReader pages) throws IOException {
        if (!(pages.readPage() instanceof DataPageV1 page) || !plain(page)) {
            return OptionalInt.empty();
        }
        Levels repetition = Levels.of(littleEndian(page));
        return OptionalInt.of(repetition.next(1, page.getValueCount(), 0));
    }

    /**
     * Reads all lists of a row group.
     *
     * @param dimension that every list must have
     * @param to where the first goes; the others behind it
     * @return whether it could; if not, some of them may have been written
     */
    boolean read(PageReader pages, int dimension, long rows, float[] to, int offset) throws IOException {
        int at = 0;
        long total = rows * dimension;
        for (DataPage next = pages.readPage(); next != null; next = pages.readPage()) {
            if (!(next instanceof DataPageV1 page) || !plain(page) || at + page.getValueCount() > total) {
                return false;
            }
            int count = page.getValueCount();
            ByteBuffer bytes = littleEndian(page);
            if (!regular(bytes, count, at, dimension) || bytes.remaining() < count * Float.BYTES) {
                return false;
            }
            bytes.asFloatBuffer().get(to, offset + at, count);
            at += count;
        }
        return at == total;
    }

    private static boolean plain(DataPageV1 page) {
        return page.getValueEncoding() == Encoding.PLAIN && page.getRlEncoding() == Encoding.RLE
                && page.getDlEncoding() == Encoding.RLE;
    }

    /** Reads both levels, and whether a list begins at every multiple of the dimension, and only there, and nothing is missing. */
    private static boolean regular(ByteBuffer page, int count, int at, int dimension) throws IOException {
        Levels repetition = Levels.of(page);
        Levels definition = Levels.of(page);
        int begins = Math.floorMod(-at, dimension);
        int found = repetition.next(0, count, 0);
        while (found < count && found == begins) {
            begins += dimension;
            found = repetition.next(found + 1, count, 0);
        }
        return found == count && begins >= count && definition.next(0, count, 0) == count;
    }

    private static ByteBuffer littleEndian(DataPageV1 page) {
        return page.getBytes().toByteBuffer(new HeapByteBufferAllocator(), _ -> {}).order(ByteOrder.LITTLE_ENDIAN);
    }
}
