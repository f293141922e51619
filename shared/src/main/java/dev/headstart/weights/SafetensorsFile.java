package dev.headstart.weights;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import dev.headstart.cli.Quote;
import dev.headstart.cli.UserException;
import java.io.IOException;
import java.io.StringReader;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A safetensors file: eight bytes of header length, a JSON header of names, types, shapes and byte ranges, the little-endian values. The
 * header is read piece by piece, so that what it says is bounded before it takes memory.
 *
 * @param metadata free text under {@code __metadata__}
 */
record SafetensorsFile(Map<String, Entry> entries, Map<String, String> metadata, MemorySegment data) {
    private static final ValueLayout.OfLong LENGTH = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** The format's own bound. */
    private static final int FORMAT_MAX_HEADER = 100_000_000;

    /** Ours: a tensor takes some hundred bytes, and the metadata of a head of ten thousand classes some hundred thousand. */
    private static final int MAX_HEADER = 16 << 20;

    /** The largest backbone has a thousand tensors. */
    private static final int MOST_TENSORS = 50_000;

    private static final int LONGEST_NAME = 1024;
    private static final int MOST_DIGITS = 18;

    /** What the header says of a tensor. */
    record Entry(String dtype, List<Long> shape, long from, long to) {}

    /** @throws UserException if it is none */
    static SafetensorsFile of(MemorySegment file) {
        if (!fits(file)) {
            throw new UserException("it is no safetensors file: its header does not fit");
        }
        long length = file.get(LENGTH, 0);
        if (length > MAX_HEADER) {
            throw new UserException("its header has " + length + " bytes, more than the " + MAX_HEADER
                    + " that thousands of tensors take");
        }
        MemorySegment data = file.asSlice(Long.BYTES + length);
        String json = new String(file.asSlice(Long.BYTES, length).toArray(ValueLayout.JAVA_BYTE),
                StandardCharsets.UTF_8);
        SafetensorsFile read = new SafetensorsFile(new LinkedHashMap<>(), new LinkedHashMap<>(), data);
        try (JsonReader in = new JsonReader(new StringReader(json))) {
            in.setStrictness(Strictness.STRICT);
            read.header(in);
        } catch (IOException | IllegalStateException e) {
            throw new UserException("it is no safetensors file: its header is no JSON of names, types and shapes", e);
        }
        return read;
    }

    /** Whether a file begins as safetensors do. */
    static boolean fits(MemorySegment file) {
        if (file.byteSize() < Long.BYTES + 2) {
            return false;
        }
        long length = file.get(LENGTH, 0);
        return length >= 2 && length <= Math.min(FORMAT_MAX_HEADER, file.byteSize() - Long.BYTES)
                && file.get(ValueLayout.JAVA_BYTE, Long.BYTES) == '{';
    }

    private void header(JsonReader in) throws IOException {
        long bytes = 0;
        in.beginObject();
        while (in.hasNext()) {
            String name = in.nextName();
            if (name.equals("__metadata__")) {
                in.beginObject();
                while (in.hasNext()) {
                    metadata.put(in.nextName(), in.nextString());
                }
                in.endObject();
                continue;
            }
            if (entries.size() == MOST_TENSORS || name.length() > LONGEST_NAME) {
                throw new UserException("it has more than " + MOST_TENSORS
                        + " tensors, or one whose name has more than " + LONGEST_NAME + " characters");
            }
            Entry entry = entry(Quote.of(name), in);
            // No two share bytes, by the format. So what is read has no more elements than the file has bytes.
            bytes += entry.to() - entry.from();
            if (entries.put(name, entry) != null || bytes > data.byteSize()) {
                throw new UserException(
                        "its tensor " + Quote.of(name) + " is there twice, or shares bytes with another");
            }
        }
        in.endObject();
        if (in.peek() != JsonToken.END_DOCUMENT) {
            throw new MalformedJsonException("something follows");
        }
    }

    private Entry entry(String name, JsonReader in) throws IOException {
        String dtype = null;
        List<Long> shape = null;
        List<Long> range = null;
        in.beginObject();
        while (in.hasNext()) {
            switch (in.nextName()) {
                case "dtype" -> dtype = text(name, in);
                case "shape" -> shape = numbers(name, in);
                case "data_offsets" -> range = numbers(name, in);
                default -> in.skipValue();
            }
        }
        in.endObject();
        if (dtype == null || shape == null || range == null || range.size() != 2) {
            throw lacks(name);
        }
        long from = range.getFirst();
        long to = range.getLast();
        if (from < 0 || to < from || to > data.byteSize()) {
            throw new UserException("its tensor " + name + " is bytes " + from + " to " + to + " of " + data.byteSize()
                    + "; is the file whole?");
        }
        return new Entry(dtype, shape, from, to);
    }

    private static UserException lacks(String name) {
        return new UserException("its tensor " + name + " lacks a dtype, a shape or two data_offsets");
    }

    private static String text(String name, JsonReader in) throws IOException {
        if (in.peek() != JsonToken.STRING) {
            throw lacks(name);
        }
        return in.nextString();
    }

    private static List<Long> numbers(String name, JsonReader in) throws IOException {
        if (in.peek() != JsonToken.BEGIN_ARRAY) {
            throw lacks(name);
        }
        List<Long> numbers = new ArrayList<>();
        in.beginArray();
        while (in.hasNext()) {
            if (numbers.size() == TensorView.MOST_DIMENSIONS) {
                throw new UserException(
                        "its tensor " + name + " has more than " + TensorView.MOST_DIMENSIONS + " dimensions");
            }
            String number = in.peek() == JsonToken.NUMBER ? in.nextString() : "";
            if (!number.matches("-?\\d{1," + MOST_DIGITS + "}")) {
                throw new MalformedJsonException("no whole number");
            }
            numbers.add(Long.parseLong(number));
        }
        in.endArray();
        return numbers;
    }

    /**
     * A tensor's values.
     *
     * @param name of one that is there
     * @throws UserException if they are of an unknown type, or its bytes are not as many as its shape and type take
     */
    TensorView view(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new IllegalArgumentException("no tensor " + name);
        }
        ElementType type = ElementType.ofSafetensors(entry.dtype());
        long bytes = entry.to() - entry.from();
        if (bytes != size(entry.shape(), type.bytes())) {
            throw new UserException("its tensor " + Quote.of(name) + " has " + bytes
                    + " bytes, too many or too few for " + entry.dtype() + " of shape " + entry.shape());
        }
        return TensorView.contiguous(data.asSlice(entry.from(), bytes), type, entry.shape());
    }

    /** Bytes, or -1 if they are more than there are numbers for. */
    private static long size(List<Long> shape, int width) {
        long size = width;
        for (long side : shape) {
            if (Math.multiplyHigh(size, side) != (size * side) >> 63) {
                return -1;
            }
            size *= side;
        }
        return size;
    }

    TensorDict dict() {
        Map<String, Supplier<TensorView>> tensors = new LinkedHashMap<>();
        entries.keySet().forEach(name -> tensors.put(name, () -> view(name)));
        return new TensorDict("", true, tensors);
    }
}
