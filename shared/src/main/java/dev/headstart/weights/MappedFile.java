package dev.headstart.weights;

import dev.headstart.cli.UserException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/** Opens a file of tensors by what it begins with, whatever its name; its bytes are mapped, not read. */
final class MappedFile {
    private static final int ZIP = 0x504b0304;
    private static final byte PICKLE_PROTOCOL = (byte) 0x80;

    private MappedFile() {}

    /** @throws UserException if it holds no tensors, saying what it is instead */
    static Weights open(Path path, String identity) throws IOException {
        Arena arena = Arena.ofConfined();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            MemorySegment file = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            return new StateDict(tensors(channel, file), identity, arena);
        } catch (RuntimeException | IOException e) {
            arena.close();
            throw e;
        }
    }

    private static Map<String, TensorView> tensors(FileChannel channel, MemorySegment file) throws IOException {
        if (file.byteSize() == 0) {
            throw new UserException("it is empty");
        }
        // First, because the length it begins with may have any low byte, that of a pickle too.
        if (SafetensorsFile.fits(file)) {
            return SafetensorsFile.of(file).tensors();
        }
        if (begins(file, ZIP)) {
            return TorchFile.zip(channel, file);
        }
        if (file.get(ValueLayout.JAVA_BYTE, 0) == PICKLE_PROTOCOL) {
            return TorchFile.legacy(channel, file);
        }
        String start = new String(file.asSlice(0, Math.min(16, file.byteSize())).toArray(ValueLayout.JAVA_BYTE),
                StandardCharsets.ISO_8859_1);
        throw new UserException("it is neither of torch.save nor safetensors: it begins with '"
                + start.replaceAll("[^ -~]", "?") + "'");
    }

    private static boolean begins(MemorySegment file, int magic) {
        if (file.byteSize() < Integer.BYTES) {
            return false;
        }
        for (int i = 0; i < Integer.BYTES; i++) {
            if (file.get(ValueLayout.JAVA_BYTE, i) != (byte) (magic >> (8 * (3 - i)))) {
                return false;
            }
        }
        return true;
    }
}
