package dev.headstart.parquet;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.parquet.bytes.ByteBufferInputStream;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;

/**
 * Where a page lies.
 *
 * @param offset of what stands behind its header, in bytes, from the beginning of the file
 */
record PagePlace(PageHeader header, long offset) {
    /** Most headers are of some dozen bytes; those with long statistics are read again. */
    private static final int HEADER = 512;
    /** Bytes: statistics hold two values of the column, which are numbers, names or paths here. */
    private static final long LONGEST_HEADER = 1 << 24;

    /**
     * All pages of a chunk, in their order; only their headers are read.
     *
     * @throws IOException if they do not fill it
     */
    static List<PagePlace> of(FileChannel file, Chunks.Chunk chunk) throws IOException {
        List<PagePlace> places = new ArrayList<>();
        long at = chunk.start();
        long values = 0;
        // What may stand behind the last page is no page.
        long end = chunk.end();
        while (at < end && values < chunk.values()) {
            PagePlace place = at(file, at, end);
            if (place.isDictionary() && places.isEmpty()) {
                // parquet-mr before 1.2.9 counts a dictionary without its header (PARQUET-816).
                end = Math.min(end + place.offset - at, file.size());
            }
            if (place.size() < 0 || place.unpackedSize() < 0 || place.size() > end - place.offset
                    || place.values() < 0) {
                throw new IOException("a page lies outside its column");
            }
            places.add(place);
            values += place.values();
            at = place.offset + place.size();
        }
        if (values != chunk.values()) {
            throw new IOException(
                    String.format(Locale.ROOT, "a column's pages have %d values, not %d", values, chunk.values()));
        }
        return places;
    }

    private static PagePlace at(FileChannel file, long start, long end) throws IOException {
        for (long size = HEADER;; size *= 8) {
            ByteBuffer bytes = read(file, start, ByteBuffer.allocate((int) Math.min(size, end - start)));
            ByteBufferInputStream in = ByteBufferInputStream.wrap(bytes);
            if (CompactThrift.isWhole(bytes)) {
                PageHeader header = Util.readPageHeader(in);
                return new PagePlace(header, start + in.position());
            }
            if (size >= Math.min(end - start, LONGEST_HEADER)) {
                throw new IOException("a page's header does not end");
            }
        }
    }

    /**
     * Fills a buffer from the file.
     *
     * @return the buffer, to be read from its beginning
     */
    static ByteBuffer read(FileChannel file, long start, ByteBuffer to) throws IOException {
        for (long at = start; to.hasRemaining();) {
            int read = file.read(to, at);
            if (read < 0) {
                throw new EOFException("the file ends " + to.remaining() + " bytes too soon");
            }
            at += read;
        }
        return to.flip();
    }

    boolean isDictionary() {
        return header.getType() == PageType.DICTIONARY_PAGE;
    }

    /**
     * Entries of a dictionary.
     *
     * @throws IOException if it does not say how many it has, or more than it has bytes
     */
    int entries() throws IOException {
        int entries = header.isSetDictionary_page_header() ? header.getDictionary_page_header().getNum_values() : -1;
        if (entries < 0 || entries > unpackedSize()) {
            throw new IOException("a dictionary of " + unpackedSize() + " bytes claims " + entries + " entries");
        }
        return entries;
    }

    /** Bytes when decompressed. */
    int unpackedSize() {
        return header.getUncompressed_page_size();
    }

    /** Bytes in the file. */
    int size() {
        return header.getCompressed_page_size();
    }

    /**
     * Numbers and nulls in it; 0 if it is no page of data.
     *
     * @throws IOException if it says that it is one of data, and nothing of them
     */
    int values() throws IOException {
        PageType type = header.getType();
        if (type == PageType.DATA_PAGE && header.isSetData_page_header()) {
            return header.getData_page_header().getNum_values();
        }
        if (type == PageType.DATA_PAGE_V2 && header.isSetData_page_header_v2()) {
            return header.getData_page_header_v2().getNum_values();
        }
        if (type == PageType.DATA_PAGE || type == PageType.DATA_PAGE_V2) {
            throw new IOException("a page of data does not say how many it holds");
        }
        return 0;
    }
}
