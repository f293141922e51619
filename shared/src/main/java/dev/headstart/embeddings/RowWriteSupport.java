package dev.headstart.embeddings;

import java.util.List;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/** Turns rows into Parquet's events. */
final class RowWriteSupport extends WriteSupport<Embedding> {
    private final Origin origin;
    private final List<String> columns;
    private final MessageType schema;
    private @Nullable RecordConsumer consumer;

    RowWriteSupport(Origin origin) {
        this.origin = origin;
        columns = Columns.of(origin.layers());
        schema = Columns.schema(columns);
    }

    @Override
    @Deprecated // abstract in the parent, so it has to be here
    public WriteContext init(Configuration configuration) {
        return new WriteContext(schema, origin.toMetadata());
    }

    @Override
    public WriteContext init(ParquetConfiguration configuration) {
        return new WriteContext(schema, origin.toMetadata());
    }

    @Override
    public void prepareForWrite(RecordConsumer recordConsumer) {
        consumer = recordConsumer;
    }

    @Override
    public void write(Embedding embedding) {
        RecordConsumer out = Objects.requireNonNull(consumer);
        Row row = embedding.row();
        out.startMessage();
        string(out, "path", row.path());
        string(out, "label", row.label());
        string(out, "split", row.split());
        field(out, "view", () -> out.addInteger(0));
        field(out, "width", () -> out.addInteger(row.width()));
        field(out, "height", () -> out.addInteger(row.height()));
        string(out, "sha256", row.sha256());
        field(out, "bytes", () -> out.addLong(row.bytes()));
        field(out, "modified", () -> out.addLong(row.modified()));
        for (int i = 0; i < columns.size(); i++) {
            float[] vector = embedding.vectors().get(i);
            field(out, columns.get(i), () -> vector(out, vector));
        }
        out.endMessage();
    }

    private static void vector(RecordConsumer out, float[] values) {
        out.startGroup();
        out.startField("list", 0);
        for (float value : values) {
            out.startGroup();
            out.startField("element", 0);
            out.addFloat(value);
            out.endField("element", 0);
            out.endGroup();
        }
        out.endField("list", 0);
        out.endGroup();
    }

    private void string(RecordConsumer out, String name, @Nullable String value) {
        if (value != null) {
            field(out, name, () -> out.addBinary(Binary.fromString(value)));
        }
    }

    private void field(RecordConsumer out, String name, Runnable value) {
        int index = schema.getFieldIndex(name);
        out.startField(name, index);
        value.run();
        out.endField(name, index);
    }
}
