package dev.headstart.embeddings;

import java.util.Arrays;
import java.util.function.Consumer;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.jspecify.annotations.Nullable;

/** Turns Parquet's events into rows. */
final class RowMaterializer extends RecordMaterializer<Embedding> {
    private String path = "";
    private @Nullable String label;
    private @Nullable String split;
    private int width;
    private int height;
    private String sha256 = "";
    private float[] values = new float[512];
    private int length;

    private final GroupConverter root = new Group(text(s -> path = s), text(s -> label = s), text(s -> split = s),
            integer(_ -> {}), integer(i -> width = i), integer(i -> height = i), text(s -> sha256 = s),
            new Group(new Group(new PrimitiveConverter() {
                @Override
                public void addFloat(float value) {
                    if (length == values.length) {
                        values = Arrays.copyOf(values, 2 * length);
                    }
                    values[length++] = value;
                }
            })));

    @Override
    public Embedding getCurrentRecord() {
        Embedding row = new Embedding(path, label, split, width, height, sha256, Arrays.copyOf(values, length));
        label = null;
        split = null;
        length = 0;
        return row;
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

    private static PrimitiveConverter integer(Consumer<Integer> to) {
        return new PrimitiveConverter() {
            @Override
            public void addInt(int value) {
                to.accept(value);
            }
        };
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
