package dev.headstart.parquet;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Optional;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.Float16LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;

/** How a column stores its numbers. Each number is read as the nearest float32. */
sealed interface Numbers permits IeeeNumbers, IntegerNumbers, DecimalNumbers {

    /** Empty if the type holds something other than numbers: dates and flags are no coordinates of an embedding. */
    static Optional<Numbers> of(PrimitiveType type) {
        return switch (type.getLogicalTypeAnnotation()) {
            case null -> switch (type.getPrimitiveTypeName()) {
                case FLOAT -> Optional.of(IeeeNumbers.FLOAT);
                case DOUBLE -> Optional.of(IeeeNumbers.DOUBLE);
                case INT32 -> Optional.of(IntegerNumbers.INT32);
                case INT64 -> Optional.of(IntegerNumbers.INT64);
                default -> Optional.empty();
            };
            case IntLogicalTypeAnnotation integer -> Optional.of(IntegerNumbers.of(type, integer.isSigned()));
            case Float16LogicalTypeAnnotation _ -> Optional.of(IeeeNumbers.HALF);
            case DecimalLogicalTypeAnnotation decimal -> DecimalNumbers.of(type, decimal).map(Numbers.class::cast);
            default -> Optional.empty();
        };
    }

    /** The value that a column's reader stands at. */
    float read(ColumnReader from);

    /** An entry of a dictionary. */
    float decode(Dictionary dictionary, int id);

    /**
     * Reads values in PLAIN encoding.
     *
     * @param from little-endian
     * @param to filled
     * @return whether there were enough
     */
    boolean plain(ByteBuffer from, FloatBuffer to);
}
