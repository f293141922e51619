package dev.headstart.files;

import dev.headstart.cli.UserException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Something that one process at a time may hold. The lock is the operating system's, on a file, so that it goes with the process that
 * held it however that ended; the file left behind is no obstacle.
 */
public final class LockFile implements AutoCloseable {
    private static final int RETRY_MILLIS = 100;
    private static final int MAX_PADDING = 1 << 16;

    private final Path path;
    private final FileChannel channel;

    private LockFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Takes the lock, or returns empty if another process holds it. To be called once at a time in a process: POSIX gives a lock up when
     * the process closes any other opening of the file.
     */
    public static Optional<LockFile> tryAcquire(Path path) throws IOException {
        for (;;) {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            boolean held = false;
            try {
                if (lock(channel) == null) {
                    return Optional.empty();
                }
                // Its last holder may have deleted the file between our opening and our locking it. Only the size of what now lies there
                // can be asked for without opening it, so ours gets one of its own.
                String content = ProcessHandle.current().pid() + " "
                        + " ".repeat(ThreadLocalRandom.current().nextInt(MAX_PADDING));
                channel.truncate(0).write(ByteBuffer.wrap(content.getBytes(StandardCharsets.US_ASCII)));
                if (size(path) == content.length()) {
                    held = true;
                    return Optional.of(new LockFile(path, channel));
                }
            } finally {
                if (!held) {
                    channel.close();
                }
            }
        }
    }

    /**
     * Takes the lock on what a run writes.
     *
     * @param written for messages
     * @throws UserException if another process holds it, or it cannot be made where it is to lie
     */
    public static LockFile require(Path path, Path written) {
        try {
            Optional<LockFile> lock = tryAcquire(path);
            if (lock.isEmpty()) {
                throw new UserException("another run" + holder(path).map(p -> " (process " + p + ")").orElse("")
                        + " is writing '" + written + "'; wait for it, or name another");
            }
            return lock.get();
        } catch (IOException e) {
            throw new UserException("'" + written + "' cannot be written: '" + path.toAbsolutePath().getParent()
                    + "' takes no lock (" + Reason.of(e) + "); choose another folder", e);
        }
    }

    /**
     * Waits for the lock.
     *
     * @param waiting run once if it is not to be had at once
     */
    public static LockFile await(Path path, Runnable waiting) throws IOException, InterruptedException {
        boolean told = false;
        for (;;) {
            Optional<LockFile> lock = tryAcquire(path);
            if (lock.isPresent()) {
                return lock.get();
            }
            if (!told) {
                waiting.run();
                told = true;
            }
            Thread.sleep(RETRY_MILLIS);
        }
    }

    /** The process that holds a lock which this one could not take, as far as the file says; else empty. */
    public static Optional<String> holder(Path path) throws IOException {
        try {
            String content = Files.readString(path).strip();
            return content.isEmpty() ? Optional.empty() : Optional.of(content);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static long size(Path path) throws IOException {
        try {
            return Files.size(path);
        } catch (NoSuchFileException e) {
            return -1;
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // another thread of this process
        }
    }

    /** Gives the lock up; once it is, the file may be another's, and stays. */
    @Override
    public synchronized void close() throws IOException {
        if (!channel.isOpen()) {
            return;
        }
        try {
            Files.deleteIfExists(path);
        } finally {
            channel.close();
        }
    }
}
