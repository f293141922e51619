package dev.headstart.datasets;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitResult;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.Consumer;

/** Hands on every file that isn't hidden nor in a hidden folder, such as {@code .ipynb_checkpoints} and {@code .DS_Store}. */
final class PictureVisitor extends SimpleFileVisitor<Path> {
    private final Consumer<Path> files;

    PictureVisitor(Consumer<Path> files) {
        this.files = files;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
        return hidden(dir) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        // A link to nothing is listed, and will be counted as failed; a pipe would be waited for.
        if (!hidden(file) && (attributes.isRegularFile() || attributes.isSymbolicLink())) {
            files.accept(file);
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
        if (e instanceof FileSystemLoopException) {
            return FileVisitResult.CONTINUE;
        }
        throw e;
    }

    private static boolean hidden(Path path) {
        return String.valueOf(path.getFileName()).startsWith(".");
    }
}
