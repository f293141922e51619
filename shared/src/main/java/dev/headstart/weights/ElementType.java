package dev.headstart.weights;

import dev.headstart.cli.Quote;
import dev.headstart.cli.UserException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Element types of stored tensors that convert to float32. */
enum ElementType {
    FLOAT("Float", "F32", 4),
    DOUBLE("Double", "F64", 8),
    HALF("Half", "F16", 2),
    BFLOAT16("BFloat16", "BF16", 2),
    LONG("Long", "I64", 8),
    INT("Int", "I32", 4),
    SHORT("Short", "I16", 2),
    CHAR("Char", "I8", 1),
    BYTE("Byte", "U8", 1),
    BOOL("Bool", "BOOL", 1);

    private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble F64 = ValueLayout.JAVA_DOUBLE_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort I16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong I64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final String STORAGE = "Storage";

    private final String torch;
    private final String safetensors;
    private final int bytes;

    ElementType(String torch, String safetensors, int bytes) {
        this.torch = torch;
        this.safetensors = safetensors;
        this.bytes = bytes;
    }

    int bytes() {
        return bytes;
    }

    /** Element {@code index} of little-endian values. */
    float read(MemorySegment from, long index) {
        long at = index * bytes;
        return switch (this) {
            case FLOAT -> from.get(F32, at);
            case DOUBLE -> (float) from.get(F64, at);
            case HALF -> Float.float16ToFloat(from.get(I16, at));
            case BFLOAT16 -> Float.intBitsToFloat(from.get(I16, at) << 16);
            case LONG -> from.get(I64, at);
            case INT -> from.get(I32, at);
            case SHORT -> from.get(I16, at);
            case CHAR, BOOL -> from.get(ValueLayout.JAVA_BYTE, at);
            case BYTE -> from.get(ValueLayout.JAVA_BYTE, at) & 0xff;
        };
    }

    /**
     * The type of a class of PyTorch such as {@code FloatStorage}.
     *
     * @throws UserException if it is one that weights are not made of
     */
    static ElementType ofStorage(String name) {
        for (ElementType type : values()) {
            if (name.equals(type.torch + STORAGE)) {
                return type;
            }
        }
        throw new UserException("it is a " + Quote.of(name) + ", which no backbone has");
    }

    /** Bytes of an element of such a class, whether or not weights can be made of it. */
    static int bytesOfStorage(String name) {
        return switch (name) {
            case "ComplexDoubleStorage" -> 2 * Double.BYTES;
            case "ComplexFloatStorage" -> 2 * Float.BYTES;
            case "QInt32Storage" -> Integer.BYTES;
            case "QInt8Storage", "QUInt8Storage", "QUInt4x2Storage", "QUInt2x4Storage", "UntypedStorage" -> 1;
            default -> ofStorage(name).bytes;
        };
    }

    static ElementType ofSafetensors(String dtype) {
        for (ElementType type : values()) {
            if (type.safetensors.equals(dtype)) {
                return type;
            }
        }
        throw new UserException("it holds tensors of type " + Quote.of(dtype) + ", which no backbone has");
    }
}
