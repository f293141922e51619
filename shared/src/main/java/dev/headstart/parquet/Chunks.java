package dev.headstart.parquet;

import dev.headstart.cli.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** Where a column lies: a chunk in each row group that has rows. What the footer says of them can be true. */
record Chunks(ColumnDescriptor column, List<Chunk> chunks) {
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
     * @throws IOException if a chunk lies outside the file, or has an impossible count
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
        return new Chunks(column, chunks);
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
