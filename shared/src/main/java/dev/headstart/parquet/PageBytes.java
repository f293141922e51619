package dev.headstart.parquet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Locale;
import java.util.zip.CRC32;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** Reads pages, checks and decompresses them, for one thread, into buffers that are used again: a page is good until the next is read. */
final class PageBytes implements AutoCloseable {
    /** Bytes of a page. Writers make pages of about a megabyte by default, and every thread holds two pages. */
    private static final int LARGEST = 1 << 30;

    private final FileChannel file;
    private final Codecs codecs = new Codecs();
    private ByteBuffer stored = ByteBuffer.allocateDirect(0);
    private ByteBuffer unpacked = ByteBuffer.allocateDirect(0);

    PageBytes(FileChannel file) {
        this.file = file;
    }

    /**
     * What stands behind a page's header, decompressed but for the levels of a page of the second version, which never are compressed.
     *
     * @throws IOException if it is not what was written
     */
    ByteBuffer read(PagePlace place, CompressionCodecName codec) throws IOException {
        PageHeader header = place.header();
        stored = room(stored, place.size());
        PagePlace.read(file, place.offset(), stored);
        if (header.isSetCrc()) {
            CRC32 sum = new CRC32();
            sum.update(stored.duplicate());
            if ((int) sum.getValue() != header.getCrc()) {
                throw new IOException("a page's checksum is wrong");
            }
        }
        boolean compressed = header.getType() != PageType.DATA_PAGE_V2
                || header.getData_page_header_v2().isIs_compressed();
        return compressed && codec != CompressionCodecName.UNCOMPRESSED ? decompress(header, codec) : stored;
    }

    private ByteBuffer decompress(PageHeader header, CompressionCodecName codec) throws IOException {
        int levels = header.getType() == PageType.DATA_PAGE_V2 ? Page.levels(header.getData_page_header_v2()) : 0;
        int size = header.getUncompressed_page_size();
        if (levels < 0 || levels > stored.remaining() || size < levels) {
            throw new IOException("a page's sizes make no sense");
        }
        unpacked = room(unpacked, size);
        unpacked.put(stored.slice(0, levels));
        ByteBuffer compressed = stored.slice(levels, stored.remaining() - levels);
        codecs.decompress(codec, compressed, unpacked, size - levels);
        if (unpacked.hasRemaining()) {
            throw new IOException("a page is shorter than its header says");
        }
        return unpacked.flip();
    }

    /** Empty, little-endian and as long as it is to be. */
    private static ByteBuffer room(ByteBuffer before, int size) throws IOException {
        if (size > LARGEST) {
            throw new IOException(String.format(Locale.ROOT,
                    "a page claims %,d bytes, more than %,d; if it is right, write the file with smaller pages", size,
                    LARGEST));
        }
        ByteBuffer buffer = before.capacity() < size ? ByteBuffer.allocateDirect(size) : before.clear();
        return buffer.limit(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() {
        codecs.close();
    }
}
