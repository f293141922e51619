package dev.headstart.extract;

import dev.headstart.cli.Quote;
import dev.headstart.cli.UserException;
import dev.headstart.files.AtomicFile;
import dev.headstart.files.Companion;
import dev.headstart.files.LockFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The file that a run writes, and what a run says of it at its end.
 *
 * @param console where the summary goes
 */
record Output(Path file, PrintWriter console) {
    private static final int WARNINGS_SHOWN = 5;

    /** @throws UserException if no file can be written there, or it would take the place of the data set */
    void require(Path images) throws IOException {
        AtomicFile.require(file);
        if (same(file, images)) {
            throw new UserException("'" + file + "' is the manifest itself; name another file to write");
        }
        if (same(errors(), images)) {
            throw new UserException("'" + errors() + "', where bad pictures are listed, is the manifest itself; name "
                    + "another file to write");
        }
    }

    private static boolean same(Path a, Path b) throws IOException {
        return Files.exists(a) && Files.exists(b) && Files.isSameFile(a, b);
    }

    /** @throws UserException if another process writes the file */
    LockFile lock() {
        return LockFile.require(Companion.LOCK.of(file), file);
    }

    private Path errors() {
        return ErrorList.of(file);
    }

    /** Lists the pictures left out. */
    void list(List<Failure> failures) throws IOException {
        ErrorList.write(errors(), failures);
    }

    /** What to say if not one picture could be read. */
    UserException nothing(List<Failure> failures) {
        return new UserException(
                "none of the " + failures.size() + " pictures could be read, " + failures.getFirst().path()
                        + " because: " + failures.getFirst().reason() + "; all are in " + errors());
    }

    private void warn(List<Warning> warnings) {
        if (warnings.isEmpty()) {
            return;
        }
        console.printf(Locale.ROOT, "note: pictures that were read though their decoder found something wrong: %d%n",
                warnings.size());
        for (Warning warning : warnings.subList(0, Math.min(warnings.size(), WARNINGS_SHOWN))) {
            console.printf("      %s: %s%n", Quote.of(warning.path()), warning.text());
        }
        if (warnings.size() > WARNINGS_SHOWN) {
            console.printf(Locale.ROOT, "      and %d more%n", warnings.size() - WARNINGS_SHOWN);
        }
    }

    /**
     * Says what was written.
     *
     * @param rows of what, such as {@code 12 embeddings}
     * @param pictures in the data set
     * @throws UserException if more than half of them could not be read
     */
    void summarise(String rows, int pictures, Extraction.Summary summary) {
        int failed = summary.failures().size();
        console.printf(Locale.ROOT, "%s: %s from %d pictures, %d failed%s%n", file, rows, pictures, failed,
                failed == 0 ? "" : " (see " + errors() + ")");
        warn(summary.warnings());
        if (summary.seconds() > 0) {
            int run = summary.computed() + failed;
            console.printf(Locale.ROOT, "%d pictures in %.1f s, %.1f pictures/s%ntime: %s%n", run, summary.seconds(),
                    run / summary.seconds(), summary.stages());
        }
        console.flush();
        if (failed > pictures / 2) {
            throw new UserException("more than half of the pictures could not be read (" + failed + " of " + pictures
                    + "); is this the right folder? The reasons are in " + errors());
        }
    }
}
