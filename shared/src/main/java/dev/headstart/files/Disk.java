package dev.headstart.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * Has what was written survive a power cut. The operating system keeps what a program writes in memory for half a minute and more; without
 * this, a power cut leaves a file empty that was written and renamed before.
 */
public final class Disk {
    private Disk() {}

    /** Returns once the content of a file is on the disk. */
    public static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            channel.force(true);
        }
    }

    /**
     * Returns once it is on the disk which names a folder has, and which files they are of: after a file was made, renamed or deleted.
     * Windows and some network file systems force no folder; there this does nothing.
     */
    public static void forceFolder(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // The files are in place all the same, and the operating system will write the folder in its own time.
        }
    }

    /** Does that for the folder that a file lies in. */
    public static void forceFolderOf(Path file) {
        forceFolder(folderOf(file));
    }

    /** Makes a folder, and those above it that are not there; all have their names on the disk when this returns. */
    public static void makeFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            makeFolder(folderOf(folder));
            Files.createDirectories(folder); // another process may have been faster
            forceFolderOf(folder);
        }
    }

    private static Path folderOf(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent(), "the root of a file system lies in no folder");
    }
}
