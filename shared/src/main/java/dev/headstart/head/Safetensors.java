package dev.headstart.head;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * float32 tensors and text by name, as the safetensors format keeps them: eight bytes of header length, a JSON header, the
 * little-endian values. Own code because DJL's writer has no place for metadata.
 *
 * @param metadata free text under {@code __metadata__}
 */
public record Safetensors(Map<String, Tensor> tensors, Map<String, String> metadata) {

    /** @param values row-major */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    public record Tensor(List<Integer> shape, float[] values) {}

    /** The tensor of that name. */
    public Tensor tensor(String name) throws IOException {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IOException("no tensor " + name + "; there are " + tensors.keySet());
        }
        return tensor;
    }

    public void write(Path file) throws IOException {
        JsonObject header = new JsonObject();
        header.add("__metadata__", new Gson().toJsonTree(new TreeMap<>(metadata)));
        int offset = 0;
        for (Map.Entry<String, Tensor> e : tensors.entrySet()) {
            int end = offset + e.getValue().values().length * Float.BYTES;
            JsonObject entry = new JsonObject();
            entry.addProperty("dtype", "F32");
            entry.add("shape", new Gson().toJsonTree(e.getValue().shape()));
            entry.add("data_offsets", new Gson().toJsonTree(List.of(offset, end)));
            header.add(e.getKey(), entry);
            offset = end;
        }
        byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
        int padded = (json.length + 7) / 8 * 8;
        ByteBuffer out = ByteBuffer.allocate(8 + padded + offset).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(padded).put(json);
        while (out.position() < 8 + padded) {
            out.put((byte) ' ');
        }
        for (Tensor t : tensors.values()) {
            out.asFloatBuffer().put(t.values());
            out.position(out.position() + t.values().length * Float.BYTES);
        }
        Files.write(file, out.array());
    }

    /** Reads the F32 tensors of a file; others are passed over. */
    public static Safetensors read(Path file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        if (in.remaining() < 8) {
            throw new IOException(file + " is no safetensors file: it is too short");
        }
        long length = in.getLong();
        if (length < 2 || length > in.remaining()) {
            throw new IOException(file + " is no safetensors file: its header does not fit");
        }
        byte[] json = new byte[(int) length];
        in.get(json);
        ByteBuffer data = in.slice().order(ByteOrder.LITTLE_ENDIAN);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        try {
            JsonObject header = JsonParser.parseString(new String(json, StandardCharsets.UTF_8)).getAsJsonObject();
            for (Map.Entry<String, JsonElement> e : header.entrySet()) {
                JsonObject entry = e.getValue().getAsJsonObject();
                if (e.getKey().equals("__metadata__")) {
                    entry.entrySet().forEach(m -> metadata.put(m.getKey(), m.getValue().getAsString()));
                } else if (entry.get("dtype").getAsString().equals("F32")) {
                    int from = entry.getAsJsonArray("data_offsets").get(0).getAsInt();
                    int to = entry.getAsJsonArray("data_offsets").get(1).getAsInt();
                    float[] values = new float[(to - from) / Float.BYTES];
                    data.slice(from, to - from).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
                    List<Integer> shape = entry.getAsJsonArray("shape")
                            .asList()
                            .stream()
                            .map(JsonElement::getAsInt)
                            .toList();
                    tensors.put(e.getKey(), new Tensor(shape, values));
                }
            }
        } catch (JsonParseException | IllegalStateException | IndexOutOfBoundsException | NullPointerException e) {
            throw new IOException(file + " is no safetensors file: " + e.getMessage(), e);
        }
        return new Safetensors(tensors, metadata);
    }
}
