package dev.headstart.parquet;

import dev.headstart.cli.UserException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * Where a column lies: a chunk in each row group that has rows. The footer's claims have been held against the file's size.
 *
 * @param fileSize bytes
 */
record Chunks(ColumnDescriptor column, List<Chunk> chunks, long fileSize) {
    /** Those of Parquet's codecs that come with parquet-java. */
    private static final Set<CompressionCodecName> CODECS = EnumSet.of(CompressionCodecName.UNCOMPRESSED,
            CompressionCodecName.SNAPPY, CompressionCodecName.GZIP, CompressionCodecName.ZSTD,
            CompressionCodecName.LZ4_RAW);

    /**
     * @param rowGroup its number in the file
     * @param values numbers and nulls, in all rows
     * @param start of its first page, in bytes
     * @param end behind its last page
     */
    record Chunk(int rowGroup, long rows, long values, long start, long end, CompressionCodecName codec) {}

    /**
     * @throws UserException if there is nothing to decompress a chunk by
     * @throws IOException if a chunk lies outside the file, or in another, or has an impossible count
     */
    static Chunks of(Path file, List<BlockMetaData> rowGroups, ColumnDescriptor column) throws IOException {
        long length = Files.size(file);
        List<Chunk> chunks = new ArrayList<>();
        for (int i = 0; i < rowGroups.size(); i++) {
            long rows = rowGroups.get(i).getRowCount();
            if (rows < 0) {
                throw new IOException("a row group has " + rows + " rows");
            }
            if (rows > 0) {
                ColumnChunkMetaData chunk = find(rowGroups.get(i), column);
                require(chunk, length);
                requireCodec(file, chunk);
                long start = chunk.getStartingPos();
                chunks.add(new Chunk(i, rows, chunk.getValueCount(), start, start + chunk.getTotalSize(),
                        chunk.getCodec()));
            }
        }
        Chunks all = new Chunks(column, chunks, length);
        all.requireApart();
        all.require(chunks.stream().mapToLong(Chunk::values).reduce(0, Chunks::sum), "values");
        return all;
    }

    /** A small file could be read for ever if its row groups were all in one place. */
    private void requireApart() throws IOException {
        long end = 0;
        for (Chunk chunk : chunks.stream().sorted(Comparator.comparingLong(Chunk::start)).toList()) {
            if (chunk.start() < end) {
                throw new IOException("row groups of column " + name(column) + " lie in one another");
            }
            end = chunk.end();
        }
    }

    /** The sum, or the largest number if it is larger. */
    private static long sum(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }

    /**
     * Holds what the column claims against the file's size.
     *
     * @param what is counted
     */
    void require(long count, String what) throws IOException {
        Bounds.require(name(column), count, what, fileSize);
    }

    /**
     * All pages, by chunk; only their headers are read.
     *
     * @throws IOException if they do not fill the chunks, or claim more than a file of this size can hold
     */
    List<List<PagePlace>> places(FileChannel file) throws IOException {
        List<List<PagePlace>> places = new ArrayList<>();
        long unpacked = 0;
        for (Chunk chunk : chunks) {
            places.add(PagePlace.of(file, chunk));
            unpacked += places.getLast().stream().mapToLong(PagePlace::unpackedSize).sum();
            require(unpacked, "unpacked bytes");
        }
        return places;
    }

    private static ColumnChunkMetaData find(BlockMetaData rowGroup, ColumnDescriptor column) throws IOException {
        for (ColumnChunkMetaData chunk : rowGroup.getColumns()) {
            if (List.of(chunk.getPath().toArray()).equals(List.of(column.getPath()))) {
                return chunk;
            }
        }
        throw new IOException("a row group has no column " + name(column));
    }

    private static void require(ColumnChunkMetaData chunk, long length) throws IOException {
        long start = chunk.getStartingPos();
        long size = chunk.getTotalSize();
        String name = "column " + chunk.getPath().toDotString();
        if (start < 0 || size < 0 || size > length - start) {
            throw new IOException(name + " lies outside the file");
        }
        if (chunk.getValueCount() < 0) {
            throw new IOException(name + " has " + chunk.getValueCount() + " values");
        }
    }

    private static void requireCodec(Path file, ColumnChunkMetaData chunk) {
        if (!CODECS.contains(chunk.getCodec())) {
            throw new UserException("'" + file + "', column '" + chunk.getPath().toDotString() + "' is compressed by "
                    + chunk.getCodec() + ", which is not known here; write it with ZSTD");
        }
    }

    /** @throws IOException if there are more or fewer values than rows */
    void requireOnePerRow() throws IOException {
        for (Chunk chunk : chunks) {
            if (chunk.values() != chunk.rows()) {
                throw new IOException(
                        "column " + name(column) + " has " + chunk.values() + " values in " + chunk.rows() + " rows");
            }
        }
    }

    /** Numbers in a row if, by the counts, all rows have as many; else 0. */
    int length() {
        long length = chunks.isEmpty() ? 0 : chunks.getFirst().values() / chunks.getFirst().rows();
        boolean even = length <= Integer.MAX_VALUE
                && chunks.stream().allMatch(c -> c.values() / c.rows() == length && c.values() % c.rows() == 0);
        return even ? (int) length : 0;
    }

    private static String name(ColumnDescriptor column) {
        return String.join(".", column.getPath());
    }
}
