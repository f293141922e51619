package dev.headstart.parquet;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.apache.parquet.bytes.ByteBufferInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Takes a column of lists by the page: where every list is there and as long as every other, all that is behind the levels are numbers, as
 * they are (PLAIN) or as indexes into a dictionary (parquet-format, {@code Encodings.md}). Pages of any other kind are not read; who asks
 * has to go by the value then.
 */
record FloatPages(ListColumn column) {
    private static final int LARGEST_LEVEL = 3;
    /** Numbers that a buffer can hold. */
    private static final int MOST = Integer.MAX_VALUE / Float.BYTES;

    /** Whether the column is nested in a way that this can read. */
    boolean fits() {
        return column.leaf().getMaxRepetitionLevel() == 1 && column.leaf().getMaxDefinitionLevel() <= LARGEST_LEVEL;
    }

    /**
     * Reads a page.
     *
     * @param dictionary that the row group has, if any
     * @param at which number of all the page's first is
     * @param dimension that every list must have
     * @param to all numbers
     * @return whether it could; if not, some of them may have been written
     */
    boolean read(Page page, float @Nullable [] dictionary, long at, int dimension, MemorySegment to)
            throws IOException {
        long total = to.byteSize() / Float.BYTES;
        return page.count() <= Math.min(total - at, MOST) && regular(page, at, dimension)
                && values(page, dictionary, window(to, at, page.count()));
    }

    private static FloatBuffer window(MemorySegment to, long at, int count) {
        return to.asSlice(at * Float.BYTES, (long) count * Float.BYTES)
                .asByteBuffer()
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    /** The numbers that a row group's values are indexes of. */
    float[] dictionary(int entries, ByteBuffer bytes) throws IOException {
        Dictionary dictionary = new DictionaryPage(BytesInput.from(bytes), entries, Encoding.PLAIN)
                .decode(column.leaf());
        float[] numbers = new float[dictionary.getMaxId() + 1];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = column.numbers().decode(dictionary, i);
        }
        return numbers;
    }

    /** Whether a list begins at every multiple of the dimension, and only there, and nothing is missing. */
    private boolean regular(Page page, long at, int dimension) throws IOException {
        int present = column.leaf().getMaxDefinitionLevel();
        Levels repetition = new Levels(page.repetition(), 1);
        long begins = Math.floorMod(-at, dimension);
        int found = repetition.next(0, page.count(), 0);
        while (found < page.count() && found == begins) {
            begins += dimension;
            found = repetition.next(found + 1, page.count(), 0);
        }
        return found == page.count() && begins >= page.count()
                && new Levels(page.definition(), Levels.width(present)).all(page.count(), present);
    }

    private boolean values(Page page, float @Nullable [] dictionary, FloatBuffer to) throws IOException {
        ByteBuffer values = page.values();
        return switch (page.encoding()) {
            case PLAIN -> column.numbers().plain(values, to);
            case BYTE_STREAM_SPLIT -> column.numbers() == IeeeNumbers.FLOAT && split(values, to);
            case PLAIN_DICTIONARY, RLE_DICTIONARY -> dictionary != null && indexes(page, dictionary, to);
            default -> false;
        };
    }

    /** The first bytes of all floats, then the second, the third and the fourth. */
    private static boolean split(ByteBuffer values, FloatBuffer to) {
        int count = to.remaining();
        if (values.remaining() / Float.BYTES < count) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            int low = (values.get(i) & 0xff) | ((values.get(count + i) & 0xff) << 8);
            int high = (values.get(2 * count + i) & 0xff) | (values.get(3 * count + i) << 8);
            to.put(Float.intBitsToFloat((high << 16) | low));
        }
        return true;
    }

    private static boolean indexes(Page page, float[] dictionary, FloatBuffer to) throws IOException {
        ByteBuffer values = page.values();
        Encoded.require(page.encoding(), values, page.count());
        int width = values.get();
        RunLengthBitPackingHybridDecoder indexes = new RunLengthBitPackingHybridDecoder(width,
                ByteBufferInputStream.wrap(values));
        while (to.hasRemaining()) {
            to.put(dictionary[indexes.readInt()]);
        }
        return true;
    }
}
