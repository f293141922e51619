package dev.headstart.parquet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;

/**
 * A page taken apart: its levels, as runs, and its values.
 *
 * @param count of levels
 * @param values little-endian
 */
record Page(int count, ByteBuffer repetition, ByteBuffer definition, ByteBuffer values, Encoding encoding) {

    /**
     * Empty if it is of a kind that has no such parts.
     *
     * @param bytes what stands behind the header, decompressed, little-endian
     */
    static Optional<Page> of(PageHeader header, ByteBuffer bytes, ColumnDescriptor column) throws IOException {
        if (header.getType() == PageType.DATA_PAGE) {
            DataPageHeader one = header.getData_page_header();
            boolean repeated = column.getMaxRepetitionLevel() > 0;
            boolean optional = column.getMaxDefinitionLevel() > 0;
            // Levels that can only be 0 are left out, whatever their encoding is said to be.
            if ((repeated && one.getRepetition_level_encoding() != Encoding.RLE)
                    || (optional && one.getDefinition_level_encoding() != Encoding.RLE)) {
                return Optional.empty();
            }
            ByteBuffer repetition = levels(bytes, repeated ? length(bytes) : 0);
            ByteBuffer definition = levels(bytes, optional ? length(bytes) : 0);
            return Optional.of(new Page(one.getNum_values(), repetition, definition, rest(bytes), one.getEncoding()));
        }
        if (header.getType() == PageType.DATA_PAGE_V2) {
            DataPageHeaderV2 two = header.getData_page_header_v2();
            ByteBuffer repetition = levels(bytes, two.getRepetition_levels_byte_length());
            ByteBuffer definition = levels(bytes, two.getDefinition_levels_byte_length());
            return Optional.of(new Page(two.getNum_values(), repetition, definition, rest(bytes), two.getEncoding()));
        }
        return Optional.empty();
    }

    /** Bytes of both kinds of levels. */
    static int levels(DataPageHeaderV2 header) {
        return header.getRepetition_levels_byte_length() + header.getDefinition_levels_byte_length();
    }

    /** The first version has it before the levels. */
    private static int length(ByteBuffer page) {
        return page.remaining() < Integer.BYTES ? -1 : page.getInt();
    }

    /** The levels that stand at a page's position; it stands behind them afterwards. */
    private static ByteBuffer levels(ByteBuffer page, int length) throws IOException {
        if (length < 0 || length > page.remaining()) {
            throw new IOException("a page's levels end beyond it");
        }
        ByteBuffer runs = page.slice(page.position(), length);
        page.position(page.position() + length);
        return runs;
    }

    private static ByteBuffer rest(ByteBuffer page) {
        return page.slice().order(ByteOrder.LITTLE_ENDIAN);
    }
}
