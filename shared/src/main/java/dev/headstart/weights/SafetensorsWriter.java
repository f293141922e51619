package dev.headstart.weights;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes float32 tensors as safetensors, by the piece. Own code because DJL's writer has no place for metadata. */
final class SafetensorsWriter {
    private static final int PIECE = 1 << 18;

    private SafetensorsWriter() {}

    /** Elements {@code from} to {@code from + count} of a tensor, row-major. */
    @FunctionalInterface
    interface Values {
        float[] get(String name, int from, int count);
    }

    /** @param shapes of the tensors, in the order of the file */
    static void write(Path file, Map<String, List<Integer>> shapes, Values values, Map<String, String> metadata)
            throws IOException {
        byte[] header = header(shapes, metadata);
        try (OutputStream out = Files.newOutputStream(file)) {
            ByteBuffer bytes = ByteBuffer.allocate(PIECE * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.putLong(0, header.length);
            out.write(bytes.array(), 0, Long.BYTES);
            out.write(header);
            for (Map.Entry<String, List<Integer>> tensor : shapes.entrySet()) {
                int size = size(tensor.getValue());
                for (int from = 0; from < size; from += PIECE) {
                    int count = Math.min(PIECE, size - from);
                    bytes.asFloatBuffer().put(values.get(tensor.getKey(), from, count));
                    out.write(bytes.array(), 0, count * Float.BYTES);
                }
            }
        }
    }

    /** JSON, filled up with blanks so that the values begin at a multiple of eight. */
    private static byte[] header(Map<String, List<Integer>> shapes, Map<String, String> metadata) {
        JsonObject header = new JsonObject();
        header.add("__metadata__", new Gson().toJsonTree(new TreeMap<>(metadata)));
        long offset = 0;
        for (Map.Entry<String, List<Integer>> tensor : shapes.entrySet()) {
            long end = offset + (long) size(tensor.getValue()) * Float.BYTES;
            JsonObject entry = new JsonObject();
            entry.addProperty("dtype", "F32");
            entry.add("shape", new Gson().toJsonTree(tensor.getValue()));
            entry.add("data_offsets", new Gson().toJsonTree(List.of(offset, end)));
            header.add(tensor.getKey(), entry);
            offset = end;
        }
        String json = header.toString();
        int length = json.getBytes(StandardCharsets.UTF_8).length;
        return (json + " ".repeat(Math.floorMod(-length, Long.BYTES))).getBytes(StandardCharsets.UTF_8);
    }

    private static int size(List<Integer> shape) {
        return shape.stream().reduce(1, Math::multiplyExact);
    }
}
