package dev.headstart.torchscript;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/**
 * Writes a TorchScript file: a zip of stored entries that libtorch's {@code torch::jit::load} reads. Tensors go out by the piece as they
 * come. The layout is that of PyTorch's {@code torch/csrc/jit/serialization}.
 *
 * <p>Commons Compress writes it, because it goes back to fill in an entry's size and checksum, which the JDK wants to know beforehand.
 */
final class Archive implements AutoCloseable {
    private static final String ROOT = "net/";
    private static final int PIECE = 1 << 18;

    private final ZipArchiveOutputStream zip;
    private final List<Stored> constants = new ArrayList<>();
    private final Map<String, Stored> attributes = new LinkedHashMap<>();

    private record Stored(int elements, List<Integer> shape, List<Integer> stride) {}

    Archive(Path file) throws IOException {
        zip = new ZipArchiveOutputStream(file);
        zip.setMethod(ZipArchiveOutputStream.STORED);
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
        Values values = tensor.values();
        begin(entry);
        ByteBuffer bytes = ByteBuffer.allocate(Math.min(PIECE, values.size()) * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int from = 0; from < values.size(); from += PIECE) {
            int count = Math.min(PIECE, values.size() - from);
            bytes.asFloatBuffer().put(values.get(from, count));
            zip.write(bytes.array(), 0, count * Float.BYTES);
        }
        zip.closeArchiveEntry();
        return new Stored(values.size(), tensor.shape(), tensor.stride());
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

    /** Writes a file that {@code torch.jit.load} hands to those who ask for it by {@code _extra_files}. */
    void extra(String name, String content) throws IOException {
        entry("extra/" + name, content.getBytes(StandardCharsets.UTF_8));
    }

    private void begin(String name) throws IOException {
        ZipArchiveEntry entry = new ZipArchiveEntry(ROOT + name);
        entry.setTime(0);
        zip.putArchiveEntry(entry);
    }

    private void entry(String name, byte[] content) throws IOException {
        begin(name);
        zip.write(content);
        zip.closeArchiveEntry();
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
