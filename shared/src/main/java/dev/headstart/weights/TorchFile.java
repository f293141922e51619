package dev.headstart.weights;

import dev.headstart.cli.Quote;
import dev.headstart.cli.UserException;
import dev.headstart.weights.Pickled.Dict;
import dev.headstart.weights.Pickled.Flag;
import dev.headstart.weights.Pickled.Items;
import dev.headstart.weights.Pickled.Storage;
import dev.headstart.weights.Pickled.Tensor;
import dev.headstart.weights.Pickled.Text;
import dev.headstart.weights.Pickled.Whole;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * What {@code torch.save} wrote, in both of its formats.
 *
 * @param dicts those that hold tensors, in the order they are to be tried
 * @param unread classes and functions that it names beside them
 */
record TorchFile(List<TensorDict> dicts, SortedSet<String> unread) {
    private static final ValueLayout.OfLong COUNT = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final String DATA = "/data/";

    /** PyTorch 1.6 and later: a zip of stored entries, {@code data.pkl} and an entry per storage. */
    static TorchFile zip(FileChannel channel, MemorySegment file) throws IOException {
        ZipEnd.requireSmallDirectory(file);
        Map<String, MemorySegment> storages = new HashMap<>();
        MemorySegment pickle = null;
        try (ZipFile zip = ZipFile.builder().setSeekableByteChannel(channel).get()) {
            for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
                String name = entry.getName();
                int data = name.lastIndexOf(DATA);
                if (name.endsWith("/data.pkl")) {
                    pickle = bytes(zip, entry, file);
                } else if (name.endsWith("/byteorder")) {
                    requireLittleEndian(text(bytes(zip, entry, file)).equals("little"));
                } else if (data >= 0) {
                    storages.put(name.substring(data + DATA.length()), bytes(zip, entry, file));
                }
            }
        } catch (IllegalArgumentException e) { // what ZipFile makes of some offsets
            throw new UserException("its zip is broken: " + Quote.of(String.valueOf(e.getMessage())), e);
        }
        if (pickle == null) {
            throw new UserException("it is a zip without PyTorch's data.pkl");
        }
        TorchGlobals globals = new TorchGlobals();
        return of(new PickleMachine(pickle, globals).next(), globals, storages);
    }

    private static MemorySegment bytes(ZipFile zip, ZipArchiveEntry entry, MemorySegment file) throws IOException {
        if (entry.getMethod() != ZipArchiveEntry.STORED) {
            throw new UserException(
                    "its entry " + Quote.of(entry.getName()) + " is compressed; PyTorch stores them as they are");
        }
        zip.getRawInputStream(entry).close(); // finds the offset
        return slice(file, entry.getDataOffset(), entry.getSize());
    }

    private static String text(MemorySegment bytes) {
        return new String(bytes.asSlice(0, Math.min(bytes.byteSize(), Long.BYTES)).toArray(ValueLayout.JAVA_BYTE),
                StandardCharsets.US_ASCII);
    }

    /**
     * PyTorch before 1.6, and the oldest of its published weights: five pickles (magic number, version, system, content, storage keys),
     * then per storage its number of elements and its bytes.
     */
    static TorchFile legacy(MemorySegment file) {
        TorchGlobals globals = new TorchGlobals();
        PickleMachine pickles = new PickleMachine(file, globals);
        if (pickles.next() instanceof Dict) {
            throw new UserException("it is a pickle that torch.save did not write; save the state dict with "
                    + "torch.save(model.state_dict(), FILE)");
        }
        pickles.next();
        requireLittleEndian(!(pickles.next() instanceof Dict system
                && system.get("little_endian") instanceof Flag(boolean little) && !little));
        Pickled content = pickles.next();
        if (!(pickles.next() instanceof Items(List<Pickled> keys))) {
            throw new UserException("it does not list its storages; is it whole?");
        }
        Map<String, MemorySegment> storages = new HashMap<>();
        long at = pickles.position();
        for (Pickled element : keys) {
            String key = switch (element) {
                case Text(String text) -> text;
                case Whole(long number) -> Long.toString(number);
                default -> "";
            };
            Storage storage = globals.storages().get(key);
            if (storage == null) {
                throw new UserException("its storage " + Quote.of(key) + " belongs to no tensor");
            }
            long elements = slice(file, at, Long.BYTES).get(COUNT, 0);
            at += Long.BYTES;
            // Clamped, so that a count from a broken file is refused as too large instead of overflowing.
            MemorySegment bytes = slice(file, at,
                    Math.clamp(elements, -1, file.byteSize()) * ElementType.bytesOfStorage(storage.type()));
            storages.put(key, bytes);
            at += bytes.byteSize();
        }
        return of(content, globals, storages);
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

    private static TorchFile of(@Nullable Pickled content, TorchGlobals globals, Map<String, MemorySegment> storages) {
        Checkpoint checkpoint = new Checkpoint(tensor -> view(tensor, storages));
        List<TensorDict> dicts = content instanceof Dict dict ? checkpoint.dicts(dict) : List.of();
        return new TorchFile(dicts, globals.unread());
    }

    private static TensorView view(Tensor tensor, Map<String, MemorySegment> storages) {
        MemorySegment storage = storages.get(tensor.storage().key());
        if (storage == null) {
            throw new UserException("it has no data; is the file whole?");
        }
        return new TensorView(storage, ElementType.ofStorage(tensor.storage().type()), tensor.offset(), tensor.shape(),
                tensor.stride());
    }
}
