package dev.headstart.weights;

import dev.headstart.cli.Quote;
import dev.headstart.cli.UserException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;

/**
 * A file of tensors, told by what it begins with, whatever its name; its bytes are mapped, not read.
 *
 * @param dicts those that hold tensors, in the order they are to be tried
 * @param unread classes and functions that it names beside them
 * @param mapping closed with this
 */
record WeightsFile(List<TensorDict> dicts, SortedSet<String> unread, Arena mapping) implements AutoCloseable {
    private static final int ZIP = 0x504b0304;
    private static final byte PICKLE_PROTOCOL = (byte) 0x80;

    /** @throws UserException if it holds no tensors, saying what it is instead */
    static WeightsFile open(Path path) throws IOException {
        Arena arena = Arena.ofConfined();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            MemorySegment file = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            if (file.byteSize() == 0) {
                throw new UserException("it is empty");
            }
            // First, because the length it begins with may have any low byte, that of a pickle too.
            if (SafetensorsFile.fits(file)) {
                return new WeightsFile(List.of(SafetensorsFile.of(file).dict()), Collections.emptySortedSet(), arena);
            }
            TorchFile read = torch(channel, file);
            return new WeightsFile(read.dicts(), read.unread(), arena);
        } catch (RuntimeException | IOException e) {
            arena.close();
            throw e;
        }
    }

    private static TorchFile torch(FileChannel channel, MemorySegment file) throws IOException {
        if (begins(file, ZIP)) {
            return TorchFile.zip(channel, file);
        }
        if (file.get(ValueLayout.JAVA_BYTE, 0) == PICKLE_PROTOCOL) {
            return TorchFile.legacy(file);
        }
        String start = new String(file.asSlice(0, Math.min(16, file.byteSize())).toArray(ValueLayout.JAVA_BYTE),
                StandardCharsets.ISO_8859_1);
        throw new UserException(
                "it is neither of torch.save nor safetensors: it begins with '" + Quote.of(start) + "'");
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

    @Override
    public void close() {
        if (mapping.scope().isAlive()) {
            mapping.close();
        }
    }
}
