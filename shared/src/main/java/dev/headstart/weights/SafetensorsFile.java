package dev.headstart.weights;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
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
                    tensors.put(e.getKey(), tensor(entry, data));
                }
            }
        } catch (JsonParseException | IllegalStateException | IndexOutOfBoundsException | NullPointerException
                | NumberFormatException | UnsupportedOperationException | ArithmeticException | StackOverflowError e) {
            throw new UserException("it is no safetensors file: its header says " + e.getMessage(), e);
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

    private static TensorView tensor(JsonObject entry, MemorySegment data) {
        JsonArray range = entry.getAsJsonArray("data_offsets");
        long from = range.get(0).getAsLong();
        long to = range.get(1).getAsLong();
        List<Long> shape = entry.getAsJsonArray("shape").asList().stream().map(JsonElement::getAsLong).toList();
        ElementType type = ElementType.ofSafetensors(entry.get("dtype").getAsString());
        return TensorView.contiguous(data.asSlice(from, to - from), type, shape);
    }
}
