package dev.headstart.weights;

import dev.headstart.cli.UserException;
import dev.headstart.weights.TensorUnpickler.StorageRef;
import dev.headstart.weights.TensorUnpickler.StoredTensor;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.razorvine.pickle.PickleException;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** Reads what {@code torch.save} wrote, in both of its formats. */
final class TorchFile {
    /** What a training checkpoint keeps its weights under. */
    private static final List<String> CHECKPOINT_KEYS = List.of("state_dict", "model", "model_state_dict");

    private static final ValueLayout.OfLong COUNT = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private TorchFile() {}

    /** PyTorch 1.6 and later: a zip of stored entries, {@code data.pkl} and an entry per storage. */
    static Map<String, TensorView> zip(FileChannel channel, MemorySegment file) throws IOException {
        Map<String, MemorySegment> storages = new HashMap<>();
        try (ZipFile zip = ZipFile.builder().setSeekableByteChannel(channel).get()) {
            Object content = null;
            for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
                String name = entry.getName();
                int data = name.lastIndexOf("/data/");
                if (name.endsWith("/data.pkl")) {
                    try (InputStream in = zip.getInputStream(entry)) {
                        content = unpickle(in);
                    }
                } else if (name.endsWith("/byteorder")) {
                    try (InputStream in = zip.getInputStream(entry)) {
                        requireLittleEndian(new String(in.readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII)
                                .equals("little"));
                    }
                } else if (data >= 0) {
                    if (entry.getMethod() != ZipArchiveEntry.STORED) {
                        throw new UserException(
                                "its entry " + name + " is compressed; PyTorch stores them as they are");
                    }
                    zip.getRawInputStream(entry).close(); // finds the offset
                    storages.put(name.substring(data + "/data/".length()),
                            slice(file, entry.getDataOffset(), entry.getSize()));
                }
            }
            if (content == null) {
                throw new UserException("it is a zip without PyTorch's data.pkl");
            }
            return tensors(content, storages);
        } catch (IllegalArgumentException e) { // what ZipFile makes of some offsets
            throw new UserException("its zip is broken: " + e, e);
        }
    }

    /**
     * PyTorch before 1.6, and the oldest of its published weights: five pickles (magic number, version, system, content, storage keys),
     * then per storage its number of elements and its bytes.
     */
    static Map<String, TensorView> legacy(FileChannel channel, MemorySegment file) throws IOException {
        InputStream in = Channels.newInputStream(channel.position(0));
        unpickle(in);
        unpickle(in);
        requireLittleEndian(
                !(unpickle(in) instanceof Map<?, ?> system) || !Boolean.FALSE.equals(system.get("little_endian")));
        Object content = unpickle(in);
        if (!(unpickle(in) instanceof List<?> keys)) {
            throw new UserException("it does not list its storages; is it whole?");
        }
        Map<String, Integer> bytes = new HashMap<>();
        references(content).forEach(ref -> bytes.put(ref.key(), ref.type().bytes()));
        Map<String, MemorySegment> storages = new HashMap<>();
        long at = channel.position();
        for (Object key : keys) {
            Integer width = bytes.get(String.valueOf(key));
            if (width == null) {
                throw new UserException("its storage " + key + " belongs to no tensor");
            }
            long elements = slice(file, at, Long.BYTES).get(COUNT, 0);
            at += Long.BYTES;
            // Clamped, so that a count from a broken file is refused as too large instead of overflowing.
            MemorySegment storage = slice(file, at, Math.clamp(elements, -1, file.byteSize()) * width);
            storages.put(String.valueOf(key), storage);
            at += storage.byteSize();
        }
        return tensors(content, storages);
    }

    private static Object unpickle(InputStream in) throws IOException {
        try {
            return new TensorUnpickler().load(in);
        } catch (UserException e) {
            throw e;
        } catch (PickleException | ClassCastException | IndexOutOfBoundsException | NullPointerException
                | IllegalArgumentException | ArithmeticException | NegativeArraySizeException e) {
            throw new UserException("its pickle is broken: " + e.getMessage(), e);
        }
    }

    private static void requireLittleEndian(boolean little) {
        if (!little) {
            throw new UserException("it was written on a big-endian machine; save it again on another");
        }
    }

    private static MemorySegment slice(MemorySegment file, long from, long size) {
        if (from < 0 || size < 0 || from > file.byteSize() - size) {
            throw new UserException("its tensors reach beyond its end; is it whole?");
        }
        return file.asSlice(from, size);
    }

    private static List<StorageRef> references(Object content) {
        return find(content).values().stream().map(StoredTensor::storage).toList();
    }

    private static Map<String, TensorView> tensors(Object content, Map<String, MemorySegment> storages) {
        Map<String, TensorView> tensors = new LinkedHashMap<>();
        find(content).forEach((name, t) -> {
            MemorySegment storage = storages.get(t.storage().key());
            if (storage == null) {
                throw new UserException("tensor " + name + " has no data; is the file whole?");
            }
            tensors.put(name, new TensorView(storage, t.storage().type(), t.offset(), t.shape(), t.stride()));
        });
        return tensors;
    }

    private static Map<String, StoredTensor> find(Object content) {
        Map<String, StoredTensor> found = content instanceof Map<?, ?> map ? find(map) : null;
        if (found == null) {
            throw new UserException("it holds no state dict, neither alone nor under " + CHECKPOINT_KEYS);
        }
        return found;
    }

    private static @Nullable Map<String, StoredTensor> find(Map<?, ?> map) {
        for (String key : CHECKPOINT_KEYS) {
            if (map.get(key) instanceof Map<?, ?> inner) {
                return find(inner);
            }
        }
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        map.forEach((name, value) -> {
            if (value instanceof StoredTensor tensor) {
                tensors.put(String.valueOf(name), tensor);
            }
        });
        return tensors.isEmpty() ? null : tensors;
    }
}
