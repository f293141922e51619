package dev.headstart.files;

import dev.headstart.cli.UserException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A lock that one process at a time can hold. The operating system locks a file and releases it when the process ends, however it ends.
 * The file itself is never deleted: a process that has opened it would lock a file that others no longer see. A file without a holder is no
 * obstacle, whatever it contains.
 */
public final class LockFile implements AutoCloseable {
    private static final int RETRY_MILLIS = 100;

    private final FileChannel channel;

    private LockFile(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock and writes this process's number into the file, or returns empty if the lock is held. Threads of one process must not
     * try at once: POSIX releases a process's lock when it closes any channel to the file.
     *
     * @throws UserException if something lies there that is no file, a link to one for example
     */
    public static Optional<LockFile> tryAcquire(Path path) throws IOException {
        Companion.requireOwn(path);
        FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        boolean held = false;
        try {
            if (channel.tryLock() == null) {
                return Optional.empty();
            }
            String holder = Long.toString(ProcessHandle.current().pid());
            channel.truncate(0).write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.US_ASCII)));
            held = true;
            return Optional.of(new LockFile(channel));
        } catch (OverlappingFileLockException e) {
            return Optional.empty(); // this process holds it already
        } finally {
            if (!held) {
                channel.close();
            }
        }
    }

    /**
     * Takes the lock on what a run writes.
     *
     * @param written the run's output, for messages
     * @throws UserException if another process holds the lock, or the lock file cannot be opened
     */
    public static LockFile require(Path path, Path written) {
        try {
            return tryAcquire(path).orElseThrow(() -> new UserException(
                    "another run" + holder(path) + " is writing '" + written + "'; wait for it, or name another"));
        } catch (IOException e) {
            throw new UserException("'" + written + "' cannot be written: '" + path.toAbsolutePath()
                    + "' cannot be locked (" + Reason.of(e) + "); choose another folder", e);
        }
    }

    /**
     * Waits for the lock.
     *
     * @param waiting run once if another process holds the lock
     */
    public static LockFile await(Path path, Runnable waiting) throws IOException, InterruptedException {
        Optional<LockFile> lock = tryAcquire(path);
        if (lock.isEmpty()) {
            waiting.run();
        }
        while (lock.isEmpty()) {
            Thread.sleep(RETRY_MILLIS);
            lock = tryAcquire(path);
        }
        return lock.get();
    }

    /** The holder's process number in parentheses, for a message; empty if the file cannot be read or does not say. */
    private static String holder(Path path) {
        try {
            String process = Files.readString(path).strip();
            return process.matches("\\d{1,20}") ? " (process " + process + ")" : "";
        } catch (IOException e) {
            return "";
        }
    }

    /** Whether it has not been released. */
    public boolean isHeld() {
        return channel.isOpen();
    }

    /** Releases the lock; a second call does nothing. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
