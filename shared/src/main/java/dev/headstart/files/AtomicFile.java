package dev.headstart.files;

import dev.headstart.cli.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
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
     * Makes the empty file that is to be written and then {@link #put} in the target's place; what a killed run left there goes.
     *
     * @throws UserException if something lies there that is no file, a link to one for example
     */
    public static Path begin(Path target) throws IOException {
        Path part = beside(target);
        if (Files.exists(part, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(part, LinkOption.NOFOLLOW_LINKS)) {
            throw new UserException("'" + part + "', where '" + target.getFileName()
                    + "' is written until it is whole, is a link or a folder; delete it, or name another output");
        }
        Files.deleteIfExists(part);
        return Files.createFile(part);
    }

    /** Puts a file that is whole in the target's place; both are in the same folder, and on the disk when this returns. */
    public static void put(Path part, Path target) throws IOException {
        Disk.force(part);
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Disk.forceFolderOf(target);
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
        return target.resolveSibling(target.getFileName() + ".part");
    }
}
