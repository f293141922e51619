package dev.headstart.parquet;

import java.util.Optional;
import java.util.function.Function;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.UnknownLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/** A column of the file: text, integers, which are read as decimals, or booleans, {@code true} or {@code false}. */
record StoredText(String name, ColumnDescriptor leaf, Function<ColumnReader, String> text) implements TextColumn {

    @Override
    public Kind kind() {
        PrimitiveType type = leaf.getPrimitiveType();
        return type.getLogicalTypeAnnotation() instanceof UnknownLogicalTypeAnnotation ? Kind.NOTHING
                : switch (type.getPrimitiveTypeName()) {
                    case INT32, INT64 -> Kind.INTEGER;
                    case BOOLEAN -> Kind.BOOLEAN;
                    default -> Kind.TEXT;
                };
    }

    static Optional<StoredText> of(MessageType schema, Type field) {
        if (!field.isPrimitive() || field.isRepetition(Type.Repetition.REPEATED)) {
            return Optional.empty();
        }
        ColumnDescriptor leaf = schema.getColumnDescription(new String[]{field.getName()});
        return Optional.ofNullable(text(field.asPrimitiveType()))
                .map(text -> new StoredText(field.getName(), leaf, text));
    }

    private static @Nullable Function<ColumnReader, String> text(PrimitiveType type) {
        LogicalTypeAnnotation meaning = type.getLogicalTypeAnnotation();
        boolean unsigned = meaning instanceof IntLogicalTypeAnnotation integer && !integer.isSigned();
        // A column of nulls alone, which pyarrow writes so, has no values to be read wrongly.
        boolean integer = meaning == null || meaning instanceof IntLogicalTypeAnnotation
                || meaning instanceof UnknownLogicalTypeAnnotation;
        boolean text = meaning == null || meaning instanceof StringLogicalTypeAnnotation
                || meaning instanceof EnumLogicalTypeAnnotation || meaning instanceof JsonLogicalTypeAnnotation;
        return switch (type.getPrimitiveTypeName()) {
            case BINARY -> text ? column -> column.getBinary().toStringUsingUTF8() : null;
            case BOOLEAN -> column -> String.valueOf(column.getBoolean());
            case INT32 -> !integer ? null
                    : unsigned ? column -> Integer.toUnsignedString(column.getInteger())
                            : column -> Integer.toString(column.getInteger());
            case INT64 -> !integer ? null
                    : unsigned ? column -> Long.toUnsignedString(column.getLong())
                            : column -> Long.toString(column.getLong());
            default -> null;
        };
    }
}
