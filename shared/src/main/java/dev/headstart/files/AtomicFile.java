package dev.headstart.files;

import dev.headstart.cli.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Puts a file in place whole or not at all: it is written beside its target, forced to disk and renamed. A power cut at any moment leaves the
 * earlier file or the new one.
 */
public final class AtomicFile {
    private static final int MOST_LINKS = 40; // as in Linux

    private AtomicFile() {}

    /** Writes a file at the path it is given. */
    @FunctionalInterface
    public interface Body {
        void writeTo(Path file) throws IOException;
    }

    public static void write(Path target, Body body) throws IOException {
        Path part = begin(target);
        try {
            body.writeTo(part);
            put(part, target);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /**
     * Makes an empty file, which is to be written and then {@link #put} in the target's place. Deletes the file that a killed run left there.
     *
     * @throws UserException if the path is taken by something other than a regular file, for example by a link
     */
    public static Path begin(Path target) throws IOException {
        Path part = beside(target);
        Companion.requireOwn(part);
        Files.deleteIfExists(part);
        return Files.createFile(part);
    }

    /** Puts a file that is whole in the target's place; both are in the same folder, and on the disk when this returns. */
    public static void put(Path part, Path target) throws IOException {
        Disk.force(part);
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Disk.forceFolderOf(target);
    }

    /**
     * Finds out, before any work is done for it, whether a file can be put there.
     *
     * @throws UserException if there is no folder to put it in, something lies there that it should not replace, or the name is kept for others
     */
    public static void require(Path target) {
        requireFolderOf(target);
        if (Files.isDirectory(target)) {
            throw new UserException("'" + target + "' is a folder; name a file to write");
        }
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            throw new UserException("'" + target + "' is a device, a pipe or a socket; name a file to write");
        }
        Companion.requireNone(target);
        Companion.requireOwn(beside(target));
    }

    /** @throws UserException if there is no folder to put it in */
    public static void requireFolderOf(Path target) {
        Path folder = target.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new UserException("the folder of '" + target + "' does not exist; make it first");
        }
    }

    /** Where a file really is or will be, if the path is a symbolic link: renaming would put it in the link's place. */
    public static Path linked(Path target) throws IOException {
        Path file = target;
        for (int i = 0; i < MOST_LINKS && Files.isSymbolicLink(file); i++) {
            file = file.resolveSibling(Files.readSymbolicLink(file));
        }
        return file;
    }

    /** Where a file is while it is not whole. */
    public static Path beside(Path target) {
        return Companion.PART.of(target);
    }
}
