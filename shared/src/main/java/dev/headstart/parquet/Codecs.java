package dev.headstart.parquet;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import dev.headstart.natives.NativeLibraries;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.jspecify.annotations.Nullable;

/**
 * Decompressors, for one thread. ZSTD, which the store is written in, takes a page in one go; parquet-java goes by pieces, into new
 * arrays, and first reads Hadoop's settings, of which there are none. A native library is loaded for the codecs that need one, when a page
 * needs it.
 */
final class Codecs implements AutoCloseable {
    private final CodecFactory others = new CodecFactory(new PlainParquetConfiguration(), 0);
    private @Nullable ZstdDecompressCtx zstandard;

    /**
     * Decompresses a page behind what the buffer holds.
     *
     * @param size bytes of the page when it is decompressed
     */
    void decompress(CompressionCodecName codec, ByteBuffer packed, ByteBuffer unpacked, int size) throws IOException {
        if (codec == CompressionCodecName.ZSTD || codec == CompressionCodecName.SNAPPY) {
            NativeLibraries.here().settle();
        }
        if (codec == CompressionCodecName.ZSTD) {
            zstandard(packed, unpacked);
        } else {
            others.getDecompressor(codec).decompress(packed, packed.remaining(), unpacked, size);
        }
    }

    private void zstandard(ByteBuffer packed, ByteBuffer unpacked) throws IOException {
        if (zstandard == null) {
            zstandard = new ZstdDecompressCtx();
        }
        try {
            zstandard.decompress(unpacked, packed);
        } catch (ZstdException e) {
            throw new IOException("a page cannot be decompressed: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        others.release();
        if (zstandard != null) {
            zstandard.close();
        }
    }
}
