package dev.headstart.files;

import dev.headstart.cli.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * Puts several files in a folder, together or not at all. The folder never holds files of two runs side by side.
 *
 * <p>The files are written to the folder {@code .part} inside. When all are there and on the disk, {@code .part} is renamed to {@code .whole}:
 * from then on these are the folder's files. The earlier ones are deleted, {@code .whole} is renamed to {@code .placing}, and each file is moved
 * out of it to its place. After a kill or a power cut the name of the folder inside says what is left to do. The next writer does it.
 * Readers call {@link #find}. A reader that finds a file gone while a writer places it asks again.
 */
public final class FileSet {
    private static final String PART = ".part";
    private static final String WHOLE = ".whole";
    private static final String PLACING = ".placing";

    private final Path folder;
    private final List<String> names;

    /**
     * @param folder that no other process writes to
     * @param names of all files that a set may have; those that a new set does not have are deleted
     */
    public FileSet(Path folder, List<String> names) {
        this.folder = folder;
        this.names = List.copyOf(names);
    }

    /** Where a file of a folder is to be read. It may be that there is none. */
    public static Path find(Path folder, String name) {
        if (Files.isDirectory(folder.resolve(WHOLE), LinkOption.NOFOLLOW_LINKS)) {
            return folder.resolve(WHOLE).resolve(name);
        }
        Path unplaced = folder.resolve(PLACING).resolve(name);
        return Files.exists(unplaced) ? unplaced : folder.resolve(name);
    }

    /**
     * Finishes what a killed process has left to do, and deletes what it had not finished writing.
     *
     * @throws UserException if a folder lies where a file is to be
     */
    public void recover() throws IOException {
        for (String name : names) {
            if (Files.isDirectory(folder.resolve(name))) {
                throw new UserException(
                        "'" + folder.resolve(name) + "' is a folder, and a file is to be there; name another folder");
            }
        }
        place();
        discard();
    }

    /** Makes the folder that the files are to be written to, under their names. */
    public Path begin() throws IOException {
        discard();
        return Files.createDirectory(folder.resolve(PART));
    }

    /** Puts all files that have been written in place, instead of the earlier ones. */
    public void put() throws IOException {
        Path part = folder.resolve(PART);
        for (String name : names) {
            if (Files.exists(part.resolve(name))) {
                Disk.force(part.resolve(name));
            }
        }
        Disk.forceFolder(part);
        rename(PART, WHOLE);
        place();
    }

    /** Goes on from {@code .whole} or {@code .placing}, if there is one. */
    private void place() throws IOException {
        if (Files.isDirectory(folder.resolve(WHOLE), LinkOption.NOFOLLOW_LINKS)) {
            for (String name : names) {
                Files.deleteIfExists(folder.resolve(name));
            }
            Disk.forceFolder(folder);
            rename(WHOLE, PLACING);
        }
        Path placing = folder.resolve(PLACING);
        if (Files.isDirectory(placing, LinkOption.NOFOLLOW_LINKS)) {
            for (String name : names) {
                if (Files.exists(placing.resolve(name))) {
                    Files.move(placing.resolve(name), folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
                }
            }
            Disk.forceFolder(folder);
            delete(placing); // with a file that was not finished when a signal came
        }
    }

    private void rename(String from, String to) throws IOException {
        Files.move(folder.resolve(from), folder.resolve(to), StandardCopyOption.ATOMIC_MOVE);
        Disk.forceFolder(folder);
    }

    /** Deletes what has been written and not been put in place, by this version or by those before, which wrote each file beside its place. */
    public void discard() throws IOException {
        for (String name : names) {
            Path beside = AtomicFile.beside(folder.resolve(name));
            for (Path left : List.of(beside, AtomicFile.beside(beside))) {
                if (Files.isRegularFile(left, LinkOption.NOFOLLOW_LINKS)) {
                    Files.delete(left);
                }
            }
        }
        Path part = folder.resolve(PART);
        delete(part);
    }

    private static void delete(Path inside) throws IOException {
        if (Files.isDirectory(inside, LinkOption.NOFOLLOW_LINKS)) {
            for (Path file : list(inside)) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(inside);
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
