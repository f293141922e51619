package dev.headstart.parquet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.Dictionary;

/** Floating-point numbers of IEEE 754, of 32, 64 and 16 bits. */
enum IeeeNumbers implements Numbers {
    FLOAT {
        @Override
        public float read(ColumnReader from) {
            return from.getFloat();
        }

        @Override
        public float decode(Dictionary dictionary, int id) {
            return dictionary.decodeToFloat(id);
        }

        @Override
        public boolean plain(ByteBuffer from, FloatBuffer to) {
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
        public float read(ColumnReader from) {
            return (float) from.getDouble();
        }

        @Override
        public float decode(Dictionary dictionary, int id) {
            return (float) dictionary.decodeToDouble(id);
        }

        @Override
        public boolean plain(ByteBuffer from, FloatBuffer to) {
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
        public float read(ColumnReader from) {
            return half(from.getBinary().toByteBuffer());
        }

        @Override
        public float decode(Dictionary dictionary, int id) {
            return half(dictionary.decodeToBinary(id).toByteBuffer());
        }

        @Override
        public boolean plain(ByteBuffer from, FloatBuffer to) {
            if (from.remaining() / Short.BYTES < to.remaining()) {
                return false;
            }
            while (to.hasRemaining()) {
                to.put(Float.float16ToFloat(from.getShort()));
            }
            return true;
        }
    };

    private static float half(ByteBuffer bytes) {
        return Float.float16ToFloat(bytes.order(ByteOrder.LITTLE_ENDIAN).getShort());
    }
}
