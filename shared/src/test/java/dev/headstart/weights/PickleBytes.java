package dev.headstart.weights;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Pickles put together opcode by opcode, and files of them as {@code torch.save} lays them out. */
final class PickleBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Opcodes and what belongs to them, as ISO 8859-1. */
    PickleBytes put(String opcodes) {
        out.writeBytes(opcodes.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    PickleBytes repeat(String opcodes, int times) {
        return put(opcodes.repeat(times));
    }

    PickleBytes int32(int value) {
        out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
        return this;
    }

    PickleBytes int64(long value) {
        out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
        return this;
    }

    PickleBytes text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return put("X").int32(bytes.length).put(text);
    }

    /** A float32 tensor of storage {@code key}, row-major. */
    PickleBytes tensor(String key, List<Integer> shape) {
        put("ctorch._utils\n_rebuild_tensor_v2\n((").text("storage").put("ctorch\nFloatStorage\n");
        text(key).text("cpu").put("J").int32(1 << 20).put("tQK\0(");
        shape.forEach(side -> put("J").int32(side));
        put("t(");
        int step = shape.stream().reduce(1, (a, b) -> a * b);
        for (int side : shape) {
            step /= Math.max(side, 1);
            put("J").int32(step);
        }
        return put("t\u0089ccollections\nOrderedDict\n)RtR");
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    /** A zip of {@code data.pkl} and storages. */
    static void zip(Path file, byte[] pickle, Map<String, byte[]> storages) throws IOException {
        try (OutputStream to = Files.newOutputStream(file); ZipOutputStream zip = new ZipOutputStream(to)) {
            stored(zip, "archive/data.pkl", pickle);
            for (Map.Entry<String, byte[]> storage : storages.entrySet()) {
                stored(zip, "archive/data/" + storage.getKey(), storage.getValue());
            }
        }
    }

    private static void stored(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        CRC32 crc = new CRC32();
        crc.update(bytes);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(bytes);
    }

    /** The stream from before PyTorch 1.6, of whose storages nothing is there. */
    static byte[] legacy(byte[] content) {
        PickleBytes file = new PickleBytes().put("\u0080\2\u008a\12").put("l\u00fc\u009cF\u00f9 j\u00a8P\u0019.");
        file.put("\u0080\2M\u00e9\3.\u0080\2}.");
        file.out.writeBytes(content);
        return file.put("\u0080\2].").bytes();
    }
}
