package dev.headstart.extract;

import dev.headstart.cli.Interruption;
import dev.headstart.cli.Progress;
import dev.headstart.cli.UserException;
import dev.headstart.datasets.Picture;
import dev.headstart.embeddings.Embedding;
import dev.headstart.embeddings.EmbeddingsReader;
import dev.headstart.embeddings.EmbeddingsWriter;
import dev.headstart.embeddings.Journal;
import dev.headstart.embeddings.Origin;
import dev.headstart.embeddings.Row;
import dev.headstart.files.LockFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The embeddings at one path, as the one process that may write them sees them: the finished store, if there is one, the journal of what
 * was computed since, and the hashes of the pictures. The store is replaced whole, when a run is done; until then all that a run does is in
 * the journal.
 */
final class Cache implements AutoCloseable {
    private static final int COPIED_AT_A_TIME = 64;

    private final Path store;
    private final Origin origin;
    private final LockFile lock;
    private final Journal journal;
    private final Hashes hashes;
    private final Stored stored;
    private final Map<String, Pending> pending = new HashMap<>();

    /** What the finished store holds, by path, and where the pictures lay. */
    private record Stored(Map<String, Row> rows, String root) {
        private static final Stored NOTHING = new Stored(Map.of(), "");
    }

    /** A picture that is to be computed, and what it was like before it was read. */
    private record Pending(Path file, Look look) {}

    private Cache(Path store, Origin origin, LockFile lock, Journal journal, Hashes hashes, Stored stored) {
        this.store = store;
        this.origin = origin;
        this.lock = lock;
        this.journal = journal;
        this.hashes = hashes;
        this.stored = stored;
    }

    /**
     * Opens what there is, or begins anew.
     *
     * @param fresh whether to forget what there is, but for what an unfinished run has done that was to forget it too
     * @throws UserException if another process writes it, or it holds embeddings of another kind
     */
    static Cache open(Output output, Origin origin, boolean fresh) throws IOException {
        Path store = output.file();
        LockFile lock = output.lock();
        try {
            Journal journal = Journal.open(Journal.of(store), origin, fresh);
            try {
                Stored stored = journal.fresh() || !Files.exists(store) ? Stored.NOTHING : stored(store, origin);
                return new Cache(store, origin, lock, journal, Hashes.open(store), stored);
            } catch (IOException | RuntimeException e) {
                closeJournal(journal);
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static Stored stored(Path store, Origin origin) throws IOException {
        try (EmbeddingsReader reader = EmbeddingsReader.open(store)) {
            List<String> differences = reader.origin().differences(origin);
            if (!differences.isEmpty()) {
                throw new UserException("'" + store + "' holds embeddings of another kind ("
                        + String.join("; ", differences) + "); name another file, or replace it with --fresh");
            }
            Map<String, Row> rows = new LinkedHashMap<>();
            reader.forEachRow(row -> rows.put(row.path(), row));
            return new Stored(rows, reader.origin().root());
        } catch (UserException e) {
            throw new UserException(e.getMessage() + (String.valueOf(e.getMessage()).contains("--fresh") ? ""
                    : "; replace it with --fresh, or name another file"), e);
        }
    }

    Journal journal() {
        return journal;
    }

    /** Compares the listing with what is there, by content; empty if it was interrupted. */
    Optional<Plan> plan(List<Picture> pictures, Interruption interruption) throws IOException {
        List<Picture> toCompute = new ArrayList<>();
        Map<String, Row> kept = new LinkedHashMap<>();
        Set<String> gone = new HashSet<>(stored.rows().keySet());
        int added = 0;
        int resumed = 0;
        try (Progress progress = Progress.of("compare", pictures.size())) {
            for (Picture picture : pictures) {
                if (interruption.requested()) {
                    return Optional.empty();
                }
                gone.remove(picture.path());
                Row known = journal.find(picture.path()).orElse(stored.rows().get(picture.path()));
                Row row = compare(picture, known);
                if (row == null) {
                    toCompute.add(picture);
                    journal.forget(picture.path());
                    added += known == null ? 1 : 0;
                } else {
                    kept.put(picture.path(), row);
                    resumed += journal.find(picture.path()).isPresent() ? 1 : 0;
                }
                progress.stepBy(1);
            }
        }
        return Optional.of(new Plan(toCompute, kept, added, toCompute.size() - added, gone.size(), resumed));
    }

    /** What to say of a picture whose content is as it was, or null if it is another, or not known. */
    private @Nullable Row compare(Picture picture, @Nullable Row known) {
        try {
            Look now = hashes.look(picture.file());
            if (known != null && now.bytes() == known.bytes()
                    && hashes.of(picture.file(), now).equals(known.sha256())) {
                return new Row(picture.path(), picture.label(), picture.split(), known.width(), known.height(),
                        known.sha256(), now.bytes(), now.modified());
            }
            pending.put(picture.path(), new Pending(picture.file(), now));
        } catch (IOException e) {
            // it will fail, and be listed, when it is read
        }
        return null;
    }

    /** Keeps what was computed. */
    void append(List<Embedding> computed) throws IOException {
        journal.append(computed);
        for (Embedding embedding : computed) {
            Pending picture = pending.remove(embedding.row().path());
            if (picture != null) {
                hashes.add(picture.file(), picture.look(), embedding.row().sha256());
            }
        }
    }

    /** Whether the store already is what a run by this plan would make it. */
    boolean upToDate(Plan plan) {
        return !stored.rows().isEmpty() && journal.size() == 0 && plan.pending().isEmpty()
                && stored.root().equals(origin.root())
                && List.copyOf(plan.kept().values()).equals(List.copyOf(stored.rows().values()));
    }

    /**
     * Writes the store in the listing's order and deletes the journal.
     *
     * @return rows written
     */
    int finish(List<Picture> pictures, Plan plan) throws IOException {
        copyKept(plan);
        int rows = 0;
        try (EmbeddingsWriter writer = new EmbeddingsWriter(store, origin);
                Progress progress = Progress.of("write", pictures.size())) {
            for (Picture picture : pictures) {
                Row row = plan.kept().get(picture.path());
                if (row == null) {
                    row = journal.find(picture.path()).orElse(null);
                }
                if (row != null) {
                    writer.write(new Embedding(new Row(picture.path(), picture.label(), picture.split(), row.width(),
                            row.height(), row.sha256(), row.bytes(), row.modified()), journal.vectors(picture.path())));
                    rows++;
                }
                progress.stepBy(1);
            }
            writer.commit();
        }
        discard();
        hashes.forgetOthers();
        return rows;
    }

    /** Deletes the journal. */
    void discard() throws IOException {
        journal.discard();
    }

    /** Into the journal, which can be read in any order. */
    private void copyKept(Plan plan) throws IOException {
        if (stored.rows().isEmpty()) {
            return;
        }
        List<Embedding> batch = new ArrayList<>();
        try (EmbeddingsReader reader = EmbeddingsReader.open(store)) {
            reader.forEach(embedding -> {
                String path = embedding.row().path();
                if (plan.kept().containsKey(path) && journal.find(path).isEmpty()) {
                    batch.add(embedding);
                }
                if (batch.size() == COPIED_AT_A_TIME) {
                    journal.append(batch);
                    batch.clear();
                }
            });
            journal.append(batch);
        }
    }

    @Override
    public void close() throws IOException {
        try (lock; hashes) {
            closeJournal(journal);
        }
    }

    private static void closeJournal(Journal journal) throws IOException {
        try (journal) {
            if (journal.isBlank()) {
                journal.discard();
            }
        }
    }
}
