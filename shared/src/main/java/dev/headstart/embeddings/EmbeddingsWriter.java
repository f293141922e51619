package dev.headstart.embeddings;

import dev.headstart.files.AtomicFile;
import dev.headstart.natives.NativeLibraries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.OutputFile;

/**
 * Writes the store. Rows go to a file beside the target, which takes the target's place when {@link #commit} says it is whole; closing
 * without that leaves the target as it was.
 */
public final class EmbeddingsWriter implements AutoCloseable {
    /** Bytes before compression: small enough for several to be read in parallel, and to be buffered while one is written. */
    private static final long ROW_GROUP = 32L << 20;

    private final Path target;
    private final Path part;
    private final ParquetWriter<Embedding> writer;
    private boolean closed;

    public EmbeddingsWriter(Path target, Origin origin) throws IOException {
        this.target = target;
        NativeLibraries.here().settle();
        part = AtomicFile.begin(target);
        Builder builder = new Builder(new LocalOutputFile(part), origin).withConf(new PlainParquetConfiguration())
                .withCompressionCodec(CompressionCodecName.ZSTD)
                .withRowGroupSize(ROW_GROUP)
                .withWriteMode(ParquetFileWriter.Mode.OVERWRITE);
        for (String column : Columns.of(origin.layers())) {
            // PLAIN floats are read by everything, and by us at memory speed; Spark refuses BYTE_STREAM_SPLIT.
            builder.withDictionaryEncoding(Columns.leaf(column), false);
        }
        writer = builder.build();
    }

    public void write(Embedding row) throws IOException {
        writer.write(row);
    }

    /** Ends the file and puts it in the target's place, where a power cut leaves it. */
    public void commit() throws IOException {
        writer.close();
        AtomicFile.put(part, target);
        closed = true;
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            try {
                writer.close();
            } finally {
                Files.deleteIfExists(part);
            }
        }
    }

    private static final class Builder extends ParquetWriter.Builder<Embedding, Builder> {
        private final Origin origin;

        private Builder(OutputFile file, Origin origin) {
            super(file);
            this.origin = origin;
        }

        @Override
        protected Builder self() {
            return this;
        }

        @Override
        protected WriteSupport<Embedding> getWriteSupport(ParquetConfiguration conf) {
            return new RowWriteSupport(origin);
        }

        @Override
        @Deprecated // abstract in the parent, so it has to be here
        protected WriteSupport<Embedding> getWriteSupport(org.apache.hadoop.conf.Configuration conf) {
            return new RowWriteSupport(origin);
        }
    }
}
