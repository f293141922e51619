package dev.headstart.parquet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;

/**
 * A page taken apart: its levels, as runs, and its values.
 *
 * @param count of levels
 * @param values little-endian
 */
record Page(int count, ByteBuffer repetition, ByteBuffer definition, ByteBuffer values, Encoding encoding) {

    /** Empty if it is of a kind that has no such parts. */
    static Optional<Page> of(DataPage page) throws IOException {
        return switch (page) {
            case DataPageV1 one when one.getRlEncoding() == Encoding.RLE && one.getDlEncoding() == Encoding.RLE -> {
                ByteBuffer bytes = bytes(one.getBytes());
                ByteBuffer repetition = levels(bytes);
                ByteBuffer definition = levels(bytes);
                ByteBuffer values = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
                yield Optional
                        .of(new Page(one.getValueCount(), repetition, definition, values, one.getValueEncoding()));
            }
            case DataPageV2 two -> Optional.of(new Page(two.getValueCount(), bytes(two.getRepetitionLevels()),
                    bytes(two.getDefinitionLevels()), bytes(two.getData()), two.getDataEncoding()));
            default -> Optional.empty();
        };
    }

    /** The levels that stand at a page's position, behind their length; the page stands behind them afterwards. */
    private static ByteBuffer levels(ByteBuffer page) throws IOException {
        int length = page.remaining() < Integer.BYTES ? -1 : page.getInt();
        if (length < 0 || length > page.remaining()) {
            throw new IOException("a page's levels end beyond it");
        }
        ByteBuffer runs = page.slice(page.position(), length);
        page.position(page.position() + length);
        return runs;
    }

    private static ByteBuffer bytes(BytesInput input) throws IOException {
        return input.toByteBuffer(new HeapByteBufferAllocator(), _ -> {}).slice().order(ByteOrder.LITTLE_ENDIAN);
    }
}
