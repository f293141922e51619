package dev.headstart.weights;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * float32 tensors and text by name, kept as safetensors. Own code because DJL's writer has no place for metadata.
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

    /**
     * Reads a file whole, whatever its elements' types.
     *
     * @throws dev.headstart.cli.UserException if it is no safetensors file
     */
    public static Safetensors read(Path path) throws IOException {
        try (Arena arena = Arena.ofConfined(); FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            MemorySegment mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            SafetensorsFile file = SafetensorsFile.of(mapped);
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            file.tensors().forEach((name, view) -> {
                List<Integer> shape = view.shape().stream().map(Math::toIntExact).toList();
                tensors.put(name, new Tensor(shape, view.read(0, shape.stream().reduce(1, Math::multiplyExact))));
            });
            return new Safetensors(tensors, file.metadata());
        }
    }
}
