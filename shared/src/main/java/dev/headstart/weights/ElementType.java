package dev.headstart.weights;

import dev.headstart.cli.UserException;
import java.nio.ByteBuffer;

/** Element types of stored tensors that convert to float32. */
enum ElementType {
    FLOAT("Float", 4),
    DOUBLE("Double", 8),
    HALF("Half", 2),
    BFLOAT16("BFloat16", 2),
    LONG("Long", 8),
    INT("Int", 4),
    SHORT("Short", 2),
    CHAR("Char", 1),
    BYTE("Byte", 1),
    BOOL("Bool", 1);

    private final String storage;
    private final int bytes;

    ElementType(String storage, int bytes) {
        this.storage = storage;
        this.bytes = bytes;
    }

    int bytes() {
        return bytes;
    }

    float read(ByteBuffer from, int index) {
        return switch (this) {
            case FLOAT -> from.getFloat(index);
            case DOUBLE -> (float) from.getDouble(index);
            case HALF -> Float.float16ToFloat(from.getShort(index));
            case BFLOAT16 -> Float.intBitsToFloat(from.getShort(index) << 16);
            case LONG -> from.getLong(index);
            case INT -> from.getInt(index);
            case SHORT -> from.getShort(index);
            case CHAR, BOOL -> from.get(index);
            case BYTE -> from.get(index) & 0xff;
        };
    }

    static ElementType ofStorage(String name) {
        for (ElementType type : values()) {
            if (type.storage.equals(name)) {
                return type;
            }
        }
        throw new UserException("the file holds tensors of type torch." + name + "Storage, which no backbone has");
    }
}
