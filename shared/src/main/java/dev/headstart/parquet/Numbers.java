package dev.headstart.parquet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Optional;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.schema.LogicalTypeAnnotation.Float16LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;

/** How a column stores its numbers; they are read as float32, the nearest. */
enum Numbers {
    FLOAT {
        @Override
        float read(ColumnReader from) {
            return from.getFloat();
        }

        @Override
        float decode(Dictionary dictionary, int id) {
            return dictionary.decodeToFloat(id);
        }

        @Override
        boolean plain(ByteBuffer from, FloatBuffer to) {
            FloatBuffer floats = from.asFloatBuffer();
            if (floats.remaining() < to.remaining()) {
                return false;
            }
            to.put(floats.limit(to.remaining()));
            return true;
        }
    },
    DOUBLE {
        @Override
        float read(ColumnReader from) {
            return (float) from.getDouble();
        }

        @Override
        float decode(Dictionary dictionary, int id) {
            return (float) dictionary.decodeToDouble(id);
        }

        @Override
        boolean plain(ByteBuffer from, FloatBuffer to) {
            if (from.remaining() / Double.BYTES < to.remaining()) {
                return false;
            }
            while (to.hasRemaining()) {
                to.put((float) from.getDouble());
            }
            return true;
        }
    },
    /** IEEE 754 binary16, as {@code FLOAT16} of two bytes. */
    HALF {
        @Override
        float read(ColumnReader from) {
            return half(from.getBinary().toByteBuffer());
        }

        @Override
        float decode(Dictionary dictionary, int id) {
            return half(dictionary.decodeToBinary(id).toByteBuffer());
        }

        @Override
        boolean plain(ByteBuffer from, FloatBuffer to) {
            if (from.remaining() / Short.BYTES < to.remaining()) {
                return false;
            }
            while (to.hasRemaining()) {
                to.put(Float.float16ToFloat(from.getShort()));
            }
            return true;
        }
    };

    static Optional<Numbers> of(PrimitiveType type) {
        return switch (type.getPrimitiveTypeName()) {
            case FLOAT -> Optional.of(FLOAT);
            case DOUBLE -> Optional.of(DOUBLE);
            case FIXED_LEN_BYTE_ARRAY ->
                type.getLogicalTypeAnnotation() instanceof Float16LogicalTypeAnnotation ? Optional.of(HALF)
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    /** The value that a column's reader stands at. */
    abstract float read(ColumnReader from);

    /** An entry of a dictionary. */
    abstract float decode(Dictionary dictionary, int id);

    /**
     * Reads values in PLAIN encoding.
     *
     * @param from little-endian
     * @param to filled
     * @return whether there were enough
     */
    abstract boolean plain(ByteBuffer from, FloatBuffer to);

    private static float half(ByteBuffer bytes) {
        return Float.float16ToFloat(bytes.order(ByteOrder.LITTLE_ENDIAN).getShort());
    }
}
