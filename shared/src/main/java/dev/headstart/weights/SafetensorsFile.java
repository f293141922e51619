package dev.headstart.weights;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.headstart.cli.UserException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A safetensors file: eight bytes of header length, a JSON header of names, types, shapes and byte ranges, the little-endian values.
 *
 * @param metadata free text under {@code __metadata__}
 */
record SafetensorsFile(Map<String, TensorView> tensors, Map<String, String> metadata) {
    private static final ValueLayout.OfLong LENGTH = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int MAX_HEADER = 100_000_000;

    /** @throws UserException if it is none */
    static SafetensorsFile of(MemorySegment file) {
        if (!fits(file)) {
            throw new UserException("it is no safetensors file: its header does not fit");
        }
        long length = file.get(LENGTH, 0);
        MemorySegment data = file.asSlice(Long.BYTES + length);
        String json = new String(file.asSlice(Long.BYTES, length).toArray(ValueLayout.JAVA_BYTE),
                StandardCharsets.UTF_8);
        Map<String, TensorView> tensors = new LinkedHashMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        try {
            for (Map.Entry<String, JsonElement> e : JsonParser.parseString(json).getAsJsonObject().entrySet()) {
                JsonObject entry = e.getValue().getAsJsonObject();
                if (e.getKey().equals("__metadata__")) {
                    entry.entrySet().forEach(m -> metadata.put(m.getKey(), m.getValue().getAsString()));
                } else {
                    tensors.put(e.getKey(), tensor(e.getKey(), entry, data));
                }
            }
        } catch (JsonParseException | IllegalStateException | NumberFormatException | UnsupportedOperationException
                | ArithmeticException | StackOverflowError e) {
            throw new UserException("it is no safetensors file: its header is no JSON of names, types and shapes", e);
        }
        return new SafetensorsFile(tensors, metadata);
    }

    /** Whether a file begins as safetensors do. */
    static boolean fits(MemorySegment file) {
        if (file.byteSize() < Long.BYTES + 2) {
            return false;
        }
        long length = file.get(LENGTH, 0);
        return length >= 2 && length <= Math.min(MAX_HEADER, file.byteSize() - Long.BYTES)
                && file.get(ValueLayout.JAVA_BYTE, Long.BYTES) == '{';
    }

    private static TensorView tensor(String name, JsonObject entry, MemorySegment data) {
        if (!(entry.get("dtype") instanceof JsonPrimitive dtype && entry.get("shape") instanceof JsonArray sides
                && entry.get("data_offsets") instanceof JsonArray range && range.size() == 2)) {
            throw new UserException("its tensor " + name + " lacks a dtype, a shape or two data_offsets");
        }
        List<Long> shape = sides.asList().stream().map(SafetensorsFile::whole).toList();
        ElementType type = ElementType.ofSafetensors(dtype.getAsString());
        long from = whole(range.get(0));
        long to = whole(range.get(1));
        if (from < 0 || to < from || to > data.byteSize()) {
            throw new UserException("its tensor " + name + " is bytes " + from + " to " + to + " of " + data.byteSize()
                    + "; is the file whole?");
        }
        if (to - from != shape.stream().reduce((long) type.bytes(), Math::multiplyExact)) {
            throw new UserException("its tensor " + name + " has " + (to - from) + " bytes, too many or too few for "
                    + dtype.getAsString() + " of shape " + shape);
        }
        return TensorView.contiguous(data.asSlice(from, to - from), type, shape);
    }

    private static long whole(JsonElement number) {
        return number.getAsBigDecimal().longValueExact();
    }
}
