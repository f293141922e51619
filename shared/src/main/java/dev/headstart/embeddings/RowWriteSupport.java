package dev.headstart.embeddings;

import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.jspecify.annotations.Nullable;

/** Turns rows into Parquet's events. */
final class RowWriteSupport extends WriteSupport<Embedding> {
    private final Origin origin;
    private @Nullable RecordConsumer consumer;

    RowWriteSupport(Origin origin) {
        this.origin = origin;
    }

    @Override
    @Deprecated // abstract in the parent, so it has to be here
    public WriteContext init(Configuration configuration) {
        return new WriteContext(Columns.SCHEMA, origin.toMetadata());
    }

    @Override
    public WriteContext init(ParquetConfiguration configuration) {
        return new WriteContext(Columns.SCHEMA, origin.toMetadata());
    }

    @Override
    public void prepareForWrite(RecordConsumer recordConsumer) {
        consumer = recordConsumer;
    }

    @Override
    public void write(Embedding row) {
        RecordConsumer out = consumer;
        if (out == null) {
            throw new IllegalStateException("not prepared");
        }
        out.startMessage();
        string(out, "path", row.path());
        string(out, "label", row.label());
        string(out, "split", row.split());
        integer(out, "view", 0);
        integer(out, "width", row.width());
        integer(out, "height", row.height());
        string(out, "sha256", row.sha256());
        int index = Columns.SCHEMA.getFieldIndex("embedding");
        out.startField("embedding", index);
        out.startGroup();
        out.startField("list", 0);
        for (float value : row.values()) {
            out.startGroup();
            out.startField("element", 0);
            out.addFloat(value);
            out.endField("element", 0);
            out.endGroup();
        }
        out.endField("list", 0);
        out.endGroup();
        out.endField("embedding", index);
        out.endMessage();
    }

    private static void string(RecordConsumer out, String field, @Nullable String value) {
        if (value != null) {
            int index = Columns.SCHEMA.getFieldIndex(field);
            out.startField(field, index);
            out.addBinary(Binary.fromString(value));
            out.endField(field, index);
        }
    }

    private static void integer(RecordConsumer out, String field, int value) {
        int index = Columns.SCHEMA.getFieldIndex(field);
        out.startField(field, index);
        out.addInteger(value);
        out.endField(field, index);
    }
}
