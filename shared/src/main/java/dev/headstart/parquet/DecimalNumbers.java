package dev.headstart.parquet;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Optional;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.io.ParquetDecodingException;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * Decimals: an integer of any width, divided by a power of ten.
 *
 * @param scale the power
 */
record DecimalNumbers(PrimitiveTypeName stored, int scale) implements Numbers {
    /** Digits that the widest decimals of Arrow, Spark and DuckDB have; arithmetic with millions of digits takes hours. */
    private static final int MOST_DIGITS = 76;
    /** Bytes that so many digits take. */
    private static final int LONGEST = 32;

    static Optional<DecimalNumbers> of(PrimitiveType type, DecimalLogicalTypeAnnotation decimal) {
        return decimal.getPrecision() > MOST_DIGITS || decimal.getScale() < 0 ? Optional.empty()
                : Optional.of(new DecimalNumbers(type.getPrimitiveTypeName(), decimal.getScale()));
    }

    @Override
    public float read(ColumnReader from) {
        return switch (stored) {
            case INT32 -> value(from.getInteger());
            case INT64 -> value(from.getLong());
            default -> value(from.getBinary());
        };
    }

    @Override
    public float decode(Dictionary dictionary, int id) {
        return switch (stored) {
            case INT32 -> value(dictionary.decodeToInt(id));
            case INT64 -> value(dictionary.decodeToLong(id));
            default -> value(dictionary.decodeToBinary(id));
        };
    }

    /** Leaves decimals to parquet-java's decoders: decimals are too rare for a faster way. */
    @Override
    public boolean plain(ByteBuffer from, FloatBuffer to) {
        return false;
    }

    private float value(long unscaled) {
        return BigDecimal.valueOf(unscaled, scale).floatValue();
    }

    private float value(Binary unscaled) {
        if (unscaled.length() == 0 || unscaled.length() > LONGEST) {
            throw new ParquetDecodingException("a decimal has " + unscaled.length() + " bytes");
        }
        return new BigDecimal(new BigInteger(unscaled.getBytesUnsafe()), scale).floatValue();
    }
}
