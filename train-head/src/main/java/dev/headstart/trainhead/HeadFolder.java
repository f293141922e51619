package dev.headstart.trainhead;

import dev.headstart.cli.UserException;
import dev.headstart.embeddings.Origin;
import dev.headstart.files.Disk;
import dev.headstart.files.FileSet;
import dev.headstart.files.LockFile;
import dev.headstart.files.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The folder of a trained head. One run at a time holds it, and all its files are of one run: those of a new run take the place of the
 * earlier ones together.
 */
final class HeadFolder implements AutoCloseable {
    private final Path folder;
    private final LockFile lock;
    private final FileSet files;
    /** Whether all that has to be there has been written and waits to be put in place. */
    private boolean written;

    /** @throws UserException if there is no such folder and none can be made, or another run holds it */
    HeadFolder(Path folder) throws IOException {
        this.folder = folder;
        try {
            Disk.makeFolder(folder);
        } catch (IOException e) {
            throw new UserException(
                    "--out '" + folder + "' is no folder and cannot be made one (" + Reason.of(e) + "); name another",
                    e);
        }
        if (!Files.isWritable(folder)) {
            throw new UserException("--out '" + folder + "' may not be written to; name another folder");
        }
        lock = LockFile.require(folder.resolve(".lock"), folder);
        files = new FileSet(folder, HeadFiles.NAMES);
        try {
            files.recover();
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::finish)); // Ctrl-C ends the process without close
    }

    Path folder() {
        return folder;
    }

    /**
     * Writes all files but the report, where nobody sees them yet.
     *
     * @return where the report may be written
     */
    synchronized Path write(Training training, Trained trained, Optional<Origin> origin) throws IOException {
        HeadFiles parts = new HeadFiles(files.begin());
        parts.write(training, trained, origin);
        written = true;
        return parts.folder().resolve(HeadFiles.REPORT);
    }

    /** Puts what has been written in place. Those of an earlier run go, its report among them; they stay, all of them, if this fails. */
    synchronized void put() throws IOException {
        if (written) {
            written = false;
            files.put();
        }
    }

    /** Ctrl-C waits for the files that are being written, and does without a report that is not there yet. */
    private void finish() {
        try {
            close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts in place what has been written, deletes what has not been written to its end, and lets go of the folder; a second call does nothing. */
    @Override
    public synchronized void close() throws IOException {
        if (lock.isHeld()) {
            try (lock) {
                put();
                files.discard();
            }
        }
    }
}
