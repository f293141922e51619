package dev.headstart.parquet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.io.ParquetDecodingException;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.jspecify.annotations.Nullable;

/** Hands a chunk's pages to parquet-java, one by one. A page is good until the next is read. */
final class CheckedPageReader implements PageReader {
    private final Chunks chunks;
    private final Chunks.Chunk chunk;
    private final List<PagePlace> places;
    private final PageBytes bytes;
    private int next;
    /** Bytes of texts that are longer decoded than in their pages. */
    private long texts;

    CheckedPageReader(Chunks chunks, Chunks.Chunk chunk, List<PagePlace> places, PageBytes bytes) {
        this.chunks = chunks;
        this.chunk = chunk;
        this.places = places;
        this.bytes = bytes;
    }

    @Override
    public long getTotalValueCount() {
        return chunk.values();
    }

    @Override
    public @Nullable DictionaryPage readDictionaryPage() {
        if (places.isEmpty() || !places.getFirst().isDictionary()) {
            return null;
        }
        next = 1;
        try {
            return dictionary(places.getFirst());
        } catch (IOException e) {
            throw new ParquetDecodingException(e.getMessage(), e);
        }
    }

    private DictionaryPage dictionary(PagePlace place) throws IOException {
        ByteBuffer page = bytes.read(place, chunk.codec());
        byte[] copy = new byte[page.remaining()];
        page.duplicate().get(copy);
        int count = place.entries();
        if (chunks.column().getPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.BINARY) {
            requireTexts(longest(page.duplicate().order(page.order()), count) * chunk.values());
        }
        return new DictionaryPage(BytesInput.from(copy), count,
                encoding(place.header().getDictionary_page_header().getEncoding()));
    }

    /** Of texts in PLAIN encoding, in bytes. */
    private static long longest(ByteBuffer page, int count) throws IOException {
        int longest = 0;
        for (int i = 0; i < count; i++) {
            int length = page.remaining() < Integer.BYTES ? -1 : page.getInt();
            if (length < 0 || length > page.remaining()) {
                throw new IOException("a dictionary ends before its entries do");
            }
            longest = Math.max(longest, length);
            page.position(page.position() + length);
        }
        return longest;
    }

    private void requireTexts(long more) throws IOException {
        texts += more;
        chunks.require(texts, "bytes of text");
    }

    @Override
    public @Nullable DataPage readPage() {
        try {
            while (next < places.size()) {
                PagePlace place = places.get(next++);
                if (place.isDictionary()) {
                    throw new IOException("a column has a dictionary behind its values");
                }
                if (place.values() > 0) {
                    return data(place);
                }
            }
            return null;
        } catch (IOException e) {
            throw new ParquetDecodingException(e.getMessage(), e);
        }
    }

    private DataPage data(PagePlace place) throws IOException {
        ColumnDescriptor column = chunks.column();
        PageHeader header = place.header();
        ByteBuffer content = bytes.read(place, chunk.codec());
        ByteBuffer whole = content.duplicate();
        Page page = Page.of(header, content, column)
                .orElseThrow(() -> new IOException("a page's levels are bit-packed, which is not read"));
        Encoded.requireRuns(page.repetition(), Levels.width(column.getMaxRepetitionLevel()), page.count());
        Encoded.requireRuns(page.definition(), Levels.width(column.getMaxDefinitionLevel()), page.count());
        requireTexts(Encoded.require(page.encoding(), page.values(), page.count()));
        if (header.getType() == PageType.DATA_PAGE_V2) {
            DataPageHeaderV2 two = header.getData_page_header_v2();
            return DataPageV2.uncompressed(two.getNum_rows(), two.getNum_nulls(), page.count(),
                    BytesInput.from(page.repetition()), BytesInput.from(page.definition()), encoding(page.encoding()),
                    BytesInput.from(page.values()), null);
        }
        DataPageHeader one = header.getData_page_header();
        return new DataPageV1(BytesInput.from(whole), page.count(), whole.remaining(), null,
                encoding(one.getRepetition_level_encoding()), encoding(one.getDefinition_level_encoding()),
                encoding(page.encoding()));
    }

    private static Encoding encoding(org.apache.parquet.format.Encoding encoding) {
        return Encoding.valueOf(encoding.name());
    }
}
