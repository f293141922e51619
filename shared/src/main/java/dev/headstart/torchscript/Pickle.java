package dev.headstart.torchscript;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The few pickle opcodes (protocol 2) that a TorchScript archive needs. */
final class Pickle {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Pickle() {
        out.write(0x80);
        out.write(2);
    }

    Pickle op(char opcode) {
        out.write(opcode);
        return this;
    }

    Pickle mark() {
        return op('(');
    }

    /** Everything since the mark becomes a tuple. */
    Pickle tuple() {
        return op('t');
    }

    Pickle global(String module, String name) {
        out.writeBytes(("c" + module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
        return this;
    }

    Pickle string(String s) {
        byte[] utf8 = s.getBytes(StandardCharsets.UTF_8);
        op('X').int32(utf8.length);
        out.writeBytes(utf8);
        return this;
    }

    Pickle number(long n) {
        op('\u008a');
        out.write(8);
        out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(n).array());
        return this;
    }

    Pickle bool(boolean b) {
        out.write(b ? 0x88 : 0x89);
        return this;
    }

    /** A tensor over the storage {@code key}, written beside the pickle. */
    Pickle tensor(String storage, String key, long elements, List<Integer> shape, List<Integer> stride) {
        global("torch._utils", "_rebuild_tensor_v2").mark();
        mark().string("storage").global("torch", storage).string(key).string("cpu").number(elements).tuple().op('Q');
        number(0).ints(shape).ints(stride).bool(false);
        return global("collections", "OrderedDict").op(')').op('R').tuple().op('R');
    }

    byte[] end() {
        op('.');
        return out.toByteArray();
    }

    private Pickle ints(List<Integer> values) {
        mark();
        values.forEach(this::number);
        return tuple();
    }

    private void int32(int n) {
        out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(n).array());
    }
}
