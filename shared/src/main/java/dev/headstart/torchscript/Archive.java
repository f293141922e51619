package dev.headstart.torchscript;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a TorchScript file: a zip of stored entries that libtorch's {@code torch::jit::load} reads. Tensors go out as they come, so
 * that only one is in memory. The layout is that of PyTorch's {@code torch/csrc/jit/serialization}.
 */
final class Archive implements AutoCloseable {
    private static final String ROOT = "net/";

    private final ZipOutputStream zip;
    private final List<Stored> constants = new ArrayList<>();
    private final Map<String, Stored> attributes = new LinkedHashMap<>();

    private record Stored(int elements, List<Integer> shape, List<Integer> stride) {}

    Archive(Path file) throws IOException {
        zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 20));
        zip.setMethod(ZipOutputStream.STORED);
    }

    /** Writes a constant; returns what it is called in the code. */
    String constant(Tensor tensor) throws IOException {
        int index = constants.size();
        constants.add(store("constants/" + index, tensor));
        return "CONSTANTS.c" + index;
    }

    /** Writes an attribute of the module. */
    void attribute(String name, Tensor tensor) throws IOException {
        attributes.put(name, store("data/" + attributes.size(), tensor));
    }

    private Stored store(String entry, Tensor tensor) throws IOException {
        float[] values = tensor.values();
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        entry(entry, bytes.array());
        return new Stored(values.length, tensor.shape(), tensor.stride());
    }

    /** Writes the module's code and what it is made of, and ends the archive. */
    void finish(String code) throws IOException {
        entry("code/__torch__.py", code.getBytes(StandardCharsets.UTF_8));
        Pickle module = new Pickle().global("__torch__", "Net").op(')').op('\u0081').op('}').mark();
        module.string("training").bool(false).string("packed").bool(false);
        tensors(attributes, module);
        entry("data.pkl", module.op('u').op('b').end());
        Pickle tuple = new Pickle().mark();
        for (int i = 0; i < constants.size(); i++) {
            tensor(tuple, i, constants.get(i));
        }
        entry("constants.pkl", tuple.tuple().end());
        entry("version", "3\n".getBytes(StandardCharsets.UTF_8));
        entry("byteorder", "little".getBytes(StandardCharsets.UTF_8));
    }

    private static void tensors(Map<String, Stored> named, Pickle to) {
        int index = 0;
        for (Map.Entry<String, Stored> e : named.entrySet()) {
            tensor(to.string(e.getKey()), index++, e.getValue());
        }
    }

    private static void tensor(Pickle to, int key, Stored s) {
        to.tensor("FloatStorage", Integer.toString(key), s.elements(), s.shape(), s.stride());
    }

    private void entry(String name, byte[] content) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry entry = new ZipEntry(ROOT + name);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        entry.setTime(0);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
