package dev.headstart.embeddings;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/** Turns Parquet's events into rows. */
final class RowMaterializer extends RecordMaterializer<Embedding> {
    private final List<Vector> vectors = new ArrayList<>();
    private final GroupConverter root;
    private String path = "";
    private @Nullable String label;
    private @Nullable String split;
    private int width;
    private int height;
    private String sha256 = "";
    private long bytes;
    private long modified;

    /** @param schema of {@link Columns} */
    RowMaterializer(MessageType schema) {
        root = new Group(schema.getFields().stream().map(this::converter).toArray(Converter[]::new));
    }

    private Converter converter(Type field) {
        return switch (field.getName()) {
            case "path" -> text(s -> path = s);
            case "label" -> text(s -> label = s);
            case "split" -> text(s -> split = s);
            case "view" -> integer(_ -> {});
            case "width" -> integer(i -> width = (int) i);
            case "height" -> integer(i -> height = (int) i);
            case "sha256" -> text(s -> sha256 = s);
            case "bytes" -> integer(i -> bytes = i);
            case "modified" -> integer(i -> modified = i);
            default -> {
                Vector vector = new Vector();
                vectors.add(vector);
                yield new Group(new Group(vector));
            }
        };
    }

    @Override
    public Embedding getCurrentRecord() {
        Row row = new Row(path, label, split, width, height, sha256, bytes, modified);
        label = null;
        split = null;
        return new Embedding(row, vectors.stream().map(Vector::take).toList());
    }

    @Override
    public GroupConverter getRootConverter() {
        return root;
    }

    private static PrimitiveConverter text(Consumer<String> to) {
        return new PrimitiveConverter() {
            @Override
            public void addBinary(Binary value) {
                to.accept(value.toStringUsingUTF8());
            }
        };
    }

    private static PrimitiveConverter integer(LongConsumer to) {
        return new PrimitiveConverter() {
            @Override
            public void addInt(int value) {
                to.accept(value);
            }

            @Override
            public void addLong(long value) {
                to.accept(value);
            }
        };
    }

    private static final class Vector extends PrimitiveConverter {
        private float[] values = new float[512];
        private int length;

        @Override
        public void addFloat(float value) {
            if (length == values.length) {
                values = Arrays.copyOf(values, 2 * length);
            }
            values[length++] = value;
        }

        private float[] take() {
            float[] taken = Arrays.copyOf(values, length);
            length = 0;
            return taken;
        }
    }

    private static final class Group extends GroupConverter {
        private final Converter[] fields;

        private Group(Converter... fields) {
            this.fields = fields;
        }

        @Override
        public Converter getConverter(int index) {
            return fields[index];
        }

        @Override
        public void start() {}

        @Override
        public void end() {}
    }
}
