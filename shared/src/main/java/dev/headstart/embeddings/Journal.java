package dev.headstart.embeddings;

import dev.headstart.cli.UserException;
import dev.headstart.embeddings.Records.Found;
import dev.headstart.files.Companion;
import dev.headstart.files.Disk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * What an unfinished run has computed, in the order of computing: rows are appended and never changed, so that whatever ends the run, all
 * but the last are whole. When the run is done, the store is written from it and it is deleted.
 *
 * <p>The file is a sequence of {@link Records}: a {@link JournalHeader}, then a {@link JournalRow} per picture. Rows behind a damaged place
 * are found and kept.
 */
public final class Journal implements AutoCloseable {
    /** As much work as a power cut may cost. */
    private static final Duration UNFORCED = Duration.ofSeconds(5);
    /** Where forcing takes long, it is rarer, so that it takes at most a fiftieth of the time. */
    private static final int RARER = 50;

    private final Path file;
    private final Records records;
    private final LongSupplier clock;
    private final Map<String, JournalRow> rows = new LinkedHashMap<>();
    private long end;
    /** Where the header ends. */
    private long rowsFrom;
    private long damaged;
    private boolean fresh;
    private long nextForce;
    private boolean discarded;

    private Journal(Path file, Records records, LongSupplier clock) {
        this.file = file;
        this.records = records;
        this.clock = clock;
    }

    /** Where the journal of a store lies. */
    public static Path of(Path store) {
        return Companion.JOURNAL.of(store);
    }

    /**
     * Opens a journal, or begins one. Whatever follows its last whole record is cut off.
     *
     * @param fresh whether the run is to replace the store: it goes on from a journal of such a run alone, and begins anew over anything else
     * @throws UserException if it is of a run of another kind or no journal, and that is not to be replaced
     */
    public static Journal open(Path file, Origin origin, boolean fresh) throws IOException {
        return open(file, origin, fresh, System::nanoTime);
    }

    /** @param clock in nanoseconds */
    static Journal open(Path file, Origin origin, boolean fresh, LongSupplier clock) throws IOException {
        Records records = Records.open(file);
        Journal journal = new Journal(file, records, clock);
        try {
            Optional<JournalHeader> begun = JournalHeader.of(records);
            if (begun.isPresent() && journal.goesOn(begun.get(), origin, fresh)) {
                journal.goOn(begun.get());
            } else if (begun.isPresent() || fresh
                    || (JournalHeader.wasBegun(records) && journal.rowFrom(0).isEmpty())) {
                journal.begin(new JournalHeader(origin, fresh));
            } else {
                throw new UserException("'" + file + "' does not begin as the journal of a run does: it is damaged, or "
                        + "another file; delete it, or start over with --fresh");
            }
            journal.force();
            return journal;
        } catch (IOException | RuntimeException e) {
            records.close();
            throw e;
        }
    }

    /** @return whether it is of such a run; if it is not, it is to be replaced */
    private boolean goesOn(JournalHeader begun, Origin origin, boolean fresh) {
        List<String> differences = begun.origin().differences(origin);
        if (!fresh && !differences.isEmpty()) {
            throw new UserException("'" + file + "' holds an unfinished run of another kind ("
                    + String.join("; ", differences) + "); finish that run, or start over with --fresh");
        }
        return !fresh || (begun.fresh() && differences.isEmpty());
    }

    private void begin(JournalHeader header) throws IOException {
        records.truncate(0);
        byte[] framed = Records.frame(header.content());
        records.write(framed, 0);
        rowsFrom = framed.length;
        end = rowsFrom;
        fresh = header.fresh();
        Disk.forceFolderOf(file);
    }

    private void goOn(JournalHeader header) throws IOException {
        fresh = header.fresh();
        rowsFrom = records.read(0).orElseThrow().limit() + (long) Records.FRAME;
        end = rowsFrom;
        for (Optional<Found> next = rowFrom(end); next.isPresent(); next = rowFrom(end)) {
            damaged += next.get().at() - end;
            end = next.get().at();
            add(next.get().content());
        }
        records.truncate(end);
    }

    private Optional<Found> rowFrom(long from) throws IOException {
        return records.find(from, (at, length, first) -> JournalRow.fits(records, at, length, first));
    }

    /** Takes in the row that lies at the end. */
    private void add(ByteBuffer content) {
        JournalRow row = JournalRow.of(content, end + Records.FRAME);
        rows.put(row.row().path(), row);
        end += Records.FRAME + content.limit();
    }

    /** The rows it holds, by path; without label and split. */
    public Optional<Row> find(String path) {
        return Optional.ofNullable(rows.get(path)).map(JournalRow::row);
    }

    public int size() {
        return rows.size();
    }

    /** Bytes between its rows that are none: what was there is lost. */
    public long damaged() {
        return damaged;
    }

    /** Whether the file holds no row, not even a forgotten one. */
    public boolean isBlank() {
        return end == rowsFrom;
    }

    /** Whether what the store holds does not count. */
    public boolean fresh() {
        return fresh;
    }

    /** Leaves out a row whose picture is another now; the file keeps it, should the picture come back. */
    public void forget(String path) {
        rows.remove(path);
    }

    /**
     * Adds rows; a later row of a path takes the place of an earlier one. They are with the operating system when this returns, and forced to
     * disk every few seconds.
     */
    public void append(List<Embedding> added) throws IOException {
        ByteArrayOutputStream batch = new ByteArrayOutputStream();
        List<byte[]> contents = new ArrayList<>();
        for (Embedding row : added) {
            byte[] content = JournalRow.content(row);
            contents.add(content);
            batch.writeBytes(Records.frame(content));
        }
        records.write(batch.toByteArray(), end);
        contents.forEach(content -> add(ByteBuffer.wrap(content)));
        if (clock.getAsLong() - nextForce >= 0) {
            force();
        }
    }

    private void force() throws IOException {
        long start = clock.getAsLong();
        records.force();
        long now = clock.getAsLong();
        nextForce = now + Math.max(UNFORCED.toNanos(), RARER * (now - start));
    }

    /** The vectors of a row that it holds. */
    public List<float[]> vectors(String path) throws IOException {
        JournalRow row = rows.get(path);
        if (row == null) {
            throw new IllegalArgumentException("no row " + path);
        }
        return row.vectors(records);
    }

    /**
     * Deletes the file: what it holds is in the store, or not wanted. That is on the disk when this returns, because a fresh run's journal
     * that came back would have the store forgotten. Nothing may be appended afterwards.
     */
    public void discard() throws IOException {
        discarded = true;
        if (Files.deleteIfExists(file)) {
            Disk.forceFolderOf(file);
        }
    }

    /** Forces to disk what was appended. */
    @Override
    public void close() throws IOException {
        try (records) {
            if (!discarded) {
                records.force();
            }
        }
    }
}
