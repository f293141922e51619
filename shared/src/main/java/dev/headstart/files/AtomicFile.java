package dev.headstart.files;

import dev.headstart.cli.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Puts a file in place whole or not at all: it is written beside its target and renamed. */
public final class AtomicFile {
    private static final int MOST_LINKS = 40; // as in Linux

    private AtomicFile() {}

    /** Writes a file at the path it is given. */
    @FunctionalInterface
    public interface Body {
        void writeTo(Path file) throws IOException;
    }

    public static void write(Path target, Body body) throws IOException {
        Path part = beside(target);
        try {
            body.writeTo(part);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
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
