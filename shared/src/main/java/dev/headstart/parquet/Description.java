package dev.headstart.parquet;

import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/** Says in words what a column holds. */
final class Description {
    /** Lists in lists are described so deep. */
    private static final int DEEPEST = 3;
    private static final int MOST_FIELDS = 6;

    private Description() {}

    /** {@code a list of timestamp}, for one. */
    static String of(Type type) {
        return of(type, DEEPEST);
    }

    private static String of(Type type, int depth) {
        if (type.isRepetition(Type.Repetition.REPEATED)) {
            return "a list of " + element(type, depth);
        }
        return element(type, depth);
    }

    private static String element(Type type, int depth) {
        if (type.isPrimitive()) {
            return primitive(type.asPrimitiveType());
        }
        GroupType group = type.asGroupType();
        LogicalTypeAnnotation meaning = group.getLogicalTypeAnnotation();
        if (meaning instanceof MapLogicalTypeAnnotation) {
            return "a map";
        }
        if (meaning instanceof ListLogicalTypeAnnotation && group.getFieldCount() == 1 && depth > 0) {
            Type list = group.getType(0);
            boolean wrapped = !list.isPrimitive() && list.asGroupType().getFieldCount() == 1;
            return "a list of " + (wrapped ? of(list.asGroupType().getType(0), depth - 1) : element(list, depth - 1));
        }
        return "a struct of "
                + group.getFields().stream().limit(MOST_FIELDS).map(Type::getName).collect(Collectors.joining(", "))
                + (group.getFieldCount() > MOST_FIELDS ? ", ..." : "");
    }

    private static String primitive(PrimitiveType type) {
        PrimitiveTypeName stored = type.getPrimitiveTypeName();
        return switch (type.getLogicalTypeAnnotation()) {
            case null -> switch (stored) {
                case BINARY -> "bytes, which do not say what they hold";
                case FIXED_LEN_BYTE_ARRAY ->
                    type.getTypeLength() + " bytes, which do not say whether they are floats or something else";
                default -> lower(stored.name());
            };
            case StringLogicalTypeAnnotation _ -> "text";
            case IntLogicalTypeAnnotation integer -> (integer.isSigned() ? "int" : "uint") + integer.getBitWidth();
            case LogicalTypeAnnotation other -> lower(other.toString());
        };
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
