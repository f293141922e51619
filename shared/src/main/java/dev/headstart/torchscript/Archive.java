package dev.headstart.torchscript;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    private final List<Constant> constants = new ArrayList<>();

    private record Constant(int elements, List<Integer> shape, List<Integer> stride) {}

    Archive(Path file) throws IOException {
        zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 20));
        zip.setMethod(ZipOutputStream.STORED);
    }

    /** Writes a constant; returns what it is called in the code. */
    String constant(float[] values, List<Integer> shape, List<Integer> stride) throws IOException {
        int index = constants.size();
        constants.add(new Constant(values.length, List.copyOf(shape), List.copyOf(stride)));
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        entry("constants/" + index, bytes.array());
        return "CONSTANTS.c" + index;
    }

    /** Writes the module whose {@code forward} has this body, and ends the archive. */
    void finish(String code) throws IOException {
        entry("code/__torch__.py", code.getBytes(StandardCharsets.UTF_8));
        Pickle module = new Pickle().global("__torch__", "Net").op(')').op('\u0081').op('}').mark();
        module.string("training").bool(false).op('u').op('b');
        entry("data.pkl", module.end());
        Pickle tensors = new Pickle().mark();
        for (int i = 0; i < constants.size(); i++) {
            Constant c = constants.get(i);
            tensors.tensor("FloatStorage", Integer.toString(i), c.elements(), c.shape(), c.stride());
        }
        entry("constants.pkl", tensors.tuple().end());
        entry("version", "3\n".getBytes(StandardCharsets.UTF_8));
        entry("byteorder", "little".getBytes(StandardCharsets.UTF_8));
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
