package dev.headstart.embeddings;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import com.google.gson.reflect.TypeToken;
import dev.headstart.cli.UserException;
import dev.headstart.files.Disk;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.zip.CRC32C;

/**
 * What an unfinished run has computed, in the order of computing: rows are appended and never changed, so that whatever ends the run, all
 * but the last are whole. When the run is done, the store is written from it and it is deleted.
 *
 * <p>The file is a sequence of records: {@code int32} length, {@code int32} CRC-32C, content, big-endian. The first content is the
 * {@link Origin} as JSON, every other a row: path, width, height, SHA-256, bytes, modified, and per vector its length and floats. Labels and
 * splits are not in it: they are the listing's.
 */
public final class Journal implements AutoCloseable {
    private static final int FRAME = 2 * Integer.BYTES;
    private static final int SHA256_BYTES = 32;
    private static final String FRESH = "fresh";
    /** As much work as a power cut may cost. */
    private static final Duration UNFORCED = Duration.ofSeconds(5);
    /** Where forcing takes long, it is rarer, so that it takes at most a fiftieth of the time. */
    private static final int RARER = 50;

    private final FileChannel channel;
    private final Path file;
    private final LongSupplier clock;
    private long nextForce;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private long end;
    /** Where the header ends. */
    private long rowsFrom;
    private boolean fresh;
    private boolean discarded;

    /** What its first record says. */
    private record Header(Origin origin, boolean fresh) {}

    /** A row, and where its vectors lie. */
    private record Entry(Row row, long vectorsAt, int vectorBytes) {}

    private Journal(Path file, FileChannel channel, LongSupplier clock) {
        this.file = file;
        this.channel = channel;
        this.clock = clock;
    }

    /** Where the journal of a store lies. */
    public static Path of(Path store) {
        return store.resolveSibling(store.getFileName() + ".journal");
    }

    /**
     * Opens a journal, or begins one. Whatever follows its last whole record is cut off.
     *
     * @param fresh whether the run is to replace the store: it goes on from a journal of such a run alone, and begins anew over any other
     * @throws UserException if it is of a run of another kind, and that is not to be replaced
     */
    public static Journal open(Path file, Origin origin, boolean fresh) throws IOException {
        return open(file, origin, fresh, System::nanoTime);
    }

    /** @param clock in nanoseconds */
    static Journal open(Path file, Origin origin, boolean fresh, LongSupplier clock) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        Journal journal = new Journal(file, channel, clock);
        try {
            Optional<Header> begun = journal.readAll(fresh);
            List<String> differences = begun.map(header -> header.origin().differences(origin)).orElse(List.of());
            if (begun.isPresent() && fresh && !(begun.get().fresh() && differences.isEmpty())) {
                journal.forgetAll();
                begun = Optional.empty();
            } else if (!differences.isEmpty()) {
                throw new UserException("'" + file + "' holds an unfinished run of another kind ("
                        + String.join("; ", differences) + "); finish that run, or start over with --fresh");
            }
            channel.truncate(journal.end);
            journal.fresh = begun.map(Header::fresh).orElse(fresh);
            if (begun.isEmpty()) {
                Map<String, String> header = new LinkedHashMap<>(origin.toMetadata());
                header.put(FRESH, Boolean.toString(fresh));
                journal.write(frame(new Gson().toJson(header).getBytes(StandardCharsets.UTF_8)));
                journal.rowsFrom = journal.end;
                Disk.forceFolderOf(file);
            }
            journal.force();
            return journal;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private void forgetAll() {
        entries.clear();
        end = 0;
    }

    /** @param fresh whether a file that is no journal is as good as none */
    private Optional<Header> readAll(boolean fresh) throws IOException {
        Optional<byte[]> first = next();
        if (first.isEmpty()) {
            return Optional.empty();
        }
        rowsFrom = end;
        try {
            Map<String, String> metadata = new Gson().fromJson(new String(first.get(), StandardCharsets.UTF_8),
                    new TypeToken<Map<String, String>>() {}.getType());
            for (Optional<byte[]> record = next(); record.isPresent(); record = next()) {
                add(ByteBuffer.wrap(record.get()), end - record.get().length);
            }
            return Optional.of(new Header(Origin.from(metadata), Boolean.parseBoolean(metadata.get(FRESH))));
        } catch (JsonParseException e) {
            if (fresh) {
                forgetAll();
                return Optional.empty();
            }
            throw new IOException("no journal of embeddings; delete it", e);
        }
    }

    /** The record at the end of those read so far, or empty if there is no whole one. */
    private Optional<byte[]> next() throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(FRAME);
        if (!fill(frame, end)) {
            return Optional.empty();
        }
        int length = frame.getInt();
        int crc = frame.getInt();
        if (length < 0 || length > channel.size() - end - FRAME) {
            return Optional.empty();
        }
        byte[] content = new byte[length];
        if (!fill(ByteBuffer.wrap(content), end + FRAME) || crc(content) != crc) {
            return Optional.empty();
        }
        end += FRAME + length;
        return Optional.of(content);
    }

    private boolean fill(ByteBuffer buffer, long from) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, from + buffer.position()) < 0) {
                return false;
            }
        }
        buffer.flip();
        return true;
    }

    private void add(ByteBuffer content, long at) {
        byte[] path = new byte[content.getInt()];
        content.get(path);
        int width = content.getInt();
        int height = content.getInt();
        byte[] sha256 = new byte[SHA256_BYTES];
        content.get(sha256);
        Row row = new Row(new String(path, StandardCharsets.UTF_8), null, null, width, height,
                HexFormat.of().formatHex(sha256), content.getLong(), content.getLong());
        entries.put(row.path(), new Entry(row, at + content.position(), content.remaining()));
    }

    /** The rows it holds, by path; without label and split. */
    public Optional<Row> find(String path) {
        return Optional.ofNullable(entries.get(path)).map(Entry::row);
    }

    public int size() {
        return entries.size();
    }

    /** Whether no row was ever written to it, be it one that is forgotten. */
    public boolean isBlank() {
        return end == rowsFrom;
    }

    /** Whether what the store holds does not count. */
    public boolean fresh() {
        return fresh;
    }

    /** Leaves out a row whose picture is another now; the file keeps it, should the picture come back. */
    public void forget(String path) {
        entries.remove(path);
    }

    /**
     * Adds rows; a later row of a path takes the place of an earlier one. They are with the operating system when this returns, and forced to
     * disk every few seconds.
     */
    public void append(List<Embedding> rows) throws IOException {
        ByteArrayOutputStream batch = new ByteArrayOutputStream();
        long from = end;
        List<byte[]> contents = new ArrayList<>();
        for (Embedding row : rows) {
            byte[] content = content(row);
            contents.add(content);
            batch.writeBytes(frame(content));
        }
        write(batch.toByteArray());
        if (clock.getAsLong() - nextForce >= 0) {
            force();
        }
        for (byte[] content : contents) {
            from += FRAME;
            add(ByteBuffer.wrap(content), from);
            from += content.length;
        }
    }

    private void force() throws IOException {
        long start = clock.getAsLong();
        channel.force(false);
        long now = clock.getAsLong();
        nextForce = now + Math.max(UNFORCED.toNanos(), RARER * (now - start));
    }

    /** The vectors of a row that it holds. */
    public List<float[]> vectors(String path) throws IOException {
        Entry entry = entries.get(path);
        if (entry == null) {
            throw new IllegalArgumentException("no row " + path);
        }
        ByteBuffer bytes = ByteBuffer.allocate(entry.vectorBytes());
        if (!fill(bytes, entry.vectorsAt())) {
            throw new IOException("it ends within a row");
        }
        List<float[]> vectors = new ArrayList<>();
        while (bytes.hasRemaining()) {
            float[] vector = new float[bytes.getInt()];
            bytes.asFloatBuffer().get(vector);
            bytes.position(bytes.position() + vector.length * Float.BYTES);
            vectors.add(vector);
        }
        return vectors;
    }

    private void write(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer, end + buffer.position());
        }
        end += bytes.length;
    }

    private static byte[] content(Embedding embedding) throws IOException {
        Row row = embedding.row();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            byte[] path = row.path().getBytes(StandardCharsets.UTF_8);
            out.writeInt(path.length);
            out.write(path);
            out.writeInt(row.width());
            out.writeInt(row.height());
            out.write(HexFormat.of().parseHex(row.sha256()));
            out.writeLong(row.bytes());
            out.writeLong(row.modified());
            for (float[] vector : embedding.vectors()) {
                out.writeInt(vector.length);
                ByteBuffer floats = ByteBuffer.allocate(vector.length * Float.BYTES);
                floats.asFloatBuffer().put(vector);
                out.write(floats.array());
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] frame(byte[] content) {
        return ByteBuffer.allocate(FRAME + content.length)
                .putInt(content.length)
                .putInt(crc(content))
                .put(content)
                .array();
    }

    private static int crc(byte[] content) {
        CRC32C crc = new CRC32C();
        crc.update(content);
        return (int) crc.getValue();
    }

    /** Deletes the file: what it holds is in the store, or not wanted. Nothing may be appended afterwards. */
    public void discard() throws IOException {
        discarded = true;
        Files.deleteIfExists(file);
    }

    /** Forces to disk what was appended. */
    @Override
    public void close() throws IOException {
        try (channel) {
            if (!discarded && channel.isOpen()) {
                channel.force(false);
            }
        }
    }
}
