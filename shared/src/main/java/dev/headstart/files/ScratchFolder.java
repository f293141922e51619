package dev.headstart.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder in the temporary folder that is deleted with all that is in it: when it is closed, when a signal ends the process, and where
 * nothing could delete it, by the next process that makes one a day later.
 */
public final class ScratchFolder implements AutoCloseable {
    private static final String PREFIX = "headstart-scratch-";
    /** No run leaves its folder alone for that long. */
    private static final Duration ABANDONED = Duration.ofDays(1);
    /** How often a folder is deleted that its process still writes to, while a signal ends it. */
    private static final int ATTEMPTS = 10;

    private final Path path;
    private final Thread hook = new Thread(this::deleteAtTheEnd, "scratch folder");

    private ScratchFolder(Path path) {
        this.path = path;
    }

    public static ScratchFolder create() throws IOException {
        return in(Path.of(System.getProperty("java.io.tmpdir")));
    }

    static ScratchFolder in(Path temporary) throws IOException {
        ScratchFolder scratch = new ScratchFolder(Files.createTempDirectory(temporary, PREFIX));
        Runtime.getRuntime().addShutdownHook(scratch.hook);
        scratch.deleteAbandoned(temporary);
        return scratch;
    }

    public Path path() {
        return path;
    }

    private void deleteAbandoned(Path temporary) {
        Instant before = Instant.now().minus(ABANDONED);
        try (DirectoryStream<Path> others = Files.newDirectoryStream(temporary, PREFIX + "*")) {
            for (Path other : others) {
                try {
                    if (Files.getLastModifiedTime(other, LinkOption.NOFOLLOW_LINKS).toInstant().isBefore(before)
                            && Files.getOwner(other, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(path))) {
                        delete(other);
                    }
                } catch (IOException e) {
                    // Another process deletes it at the same time, or it cannot be deleted: either way it is not needed.
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // The temporary folder cannot be listed: what is abandoned there stays.
        }
    }

    private void deleteAtTheEnd() {
        for (int i = 0; i < ATTEMPTS; i++) {
            try {
                delete(path);
                return;
            } catch (IOException e) {
                // The process wrote to it in between.
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(folder)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        } catch (NoSuchFileException e) {
            return;
        } catch (UncheckedIOException e) {
            throw e.getCause(); // another process deletes it at the same time
        }
        for (Path file : all) {
            Files.deleteIfExists(file);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // A signal ends the process just now.
        }
        delete(path);
    }
}
