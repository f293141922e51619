package dev.headstart.parquet;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import dev.headstart.natives.NativeLibraries;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.jspecify.annotations.Nullable;

/**
 * Decompressors, for one thread. ZSTD, which the store is written in, takes a page in one go; parquet-java goes by pieces, into new
 * arrays, and first reads Hadoop's settings, of which there are none.
 */
final class Codecs implements CompressionCodecFactory {
    private final CodecFactory others = new CodecFactory(new PlainParquetConfiguration(), 0);
    /** Made when it is needed: it loads a library. */
    private @Nullable Zstandard zstandard;

    Codecs() {
        NativeLibraries.here().settle();
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
        if (codec != CompressionCodecName.ZSTD) {
            return others.getDecompressor(codec);
        }
        if (zstandard == null) {
            zstandard = new Zstandard();
        }
        return zstandard;
    }

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
        throw new UnsupportedOperationException("for reading");
    }

    @Override
    public void release() {
        others.release();
        if (zstandard != null) {
            zstandard.release();
        }
    }

    private static final class Zstandard implements BytesInputDecompressor {
        private final ZstdDecompressCtx context = new ZstdDecompressCtx();

        @Override
        public BytesInput decompress(BytesInput bytes, int size) throws IOException {
            ByteBuffer buffer = bytes.toByteBuffer(new HeapByteBufferAllocator(), _ -> {});
            byte[] packed = new byte[buffer.remaining()];
            buffer.get(packed);
            byte[] unpacked = new byte[size];
            try {
                int got = context.decompressByteArray(unpacked, 0, size, packed, 0, packed.length);
                if (got < size) {
                    throw new IOException("a page is shorter than its header says");
                }
            } catch (ZstdException e) {
                throw unreadable(e);
            }
            return BytesInput.from(unpacked);
        }

        @Override
        public void decompress(ByteBuffer packed, int packedSize, ByteBuffer unpacked, int size) throws IOException {
            try {
                context.decompress(unpacked, packed);
            } catch (ZstdException e) {
                throw unreadable(e);
            }
        }

        private static IOException unreadable(ZstdException e) {
            return new IOException("a page cannot be decompressed: " + e.getMessage(), e);
        }

        @Override
        public void release() {
            context.close();
        }
    }
}
