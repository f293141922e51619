package dev.headstart.files;

import dev.headstart.cli.UserException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A file that a run keeps beside the one it writes, under that one's name with an ending. It is the run's own: it is no link, and no other
 * run writes its output there.
 */
public enum Companion {
    LOCK(".lock"),
    JOURNAL(".journal"),
    PART(".part"),
    HASHES(".hashes"),
    ERRORS(".errors.csv");

    private final String ending;

    Companion(String ending) {
        this.ending = ending;
    }

    public Path of(Path output) {
        return output.resolveSibling(output.getFileName() + ending);
    }

    /**
     * Makes sure that a run can have a file to itself. A link would have it overwrite what the link leads to, a pipe would have it wait.
     *
     * @throws UserException if something lies there that is no regular file
     */
    public static void requireOwn(Path file) {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new UserException("'" + file + "' is to be a file of the run's own, and is "
                    + (Files.isSymbolicLink(file) ? "a link" : Files.isDirectory(file) ? "a folder" : "no regular file")
                    + "; delete it, or name another output");
        }
    }

    /** @throws UserException if an output has a name that another output's companion may have */
    static void requireNone(Path output) {
        String name = String.valueOf(output.getFileName()).toLowerCase(Locale.ROOT);
        for (Companion companion : values()) {
            if (name.endsWith(companion.ending)) {
                throw new UserException("'" + output + "' ends in " + companion.ending
                        + ", as files do that a run keeps beside its output; name it otherwise");
            }
        }
    }
}
