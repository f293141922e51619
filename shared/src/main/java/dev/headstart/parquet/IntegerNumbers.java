package dev.headstart.parquet;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** Integers as Parquet stores them: those of 8 and 16 bits take 32. Quantised embeddings are such. */
enum IntegerNumbers implements Numbers {
    INT32(false) {
        @Override
        float value(long stored) {
            return stored;
        }
    },
    UINT32(false) {
        @Override
        float value(long stored) {
            return Integer.toUnsignedLong((int) stored);
        }
    },
    INT64(true) {
        @Override
        float value(long stored) {
            return stored;
        }
    },
    UINT64(true) {
        @Override
        float value(long stored) {
            // The lowest bit is kept, so that half of the number rounds as the number does.
            return stored >= 0 ? stored : 2 * (float) ((stored >>> 1) | (stored & 1));
        }
    };

    private final boolean wide;

    IntegerNumbers(boolean wide) {
        this.wide = wide;
    }

    static IntegerNumbers of(PrimitiveType type, boolean signed) {
        if (type.getPrimitiveTypeName() == PrimitiveTypeName.INT64) {
            return signed ? INT64 : UINT64;
        }
        return signed ? INT32 : UINT32;
    }

    /** @param stored with its sign extended */
    abstract float value(long stored);

    @Override
    public float read(ColumnReader from) {
        return value(wide ? from.getLong() : from.getInteger());
    }

    @Override
    public float decode(Dictionary dictionary, int id) {
        return value(wide ? dictionary.decodeToLong(id) : dictionary.decodeToInt(id));
    }

    @Override
    public boolean plain(ByteBuffer from, FloatBuffer to) {
        if (from.remaining() / (wide ? Long.BYTES : Integer.BYTES) < to.remaining()) {
            return false;
        }
        while (to.hasRemaining()) {
            to.put(value(wide ? from.getLong() : from.getInt()));
        }
        return true;
    }
}
