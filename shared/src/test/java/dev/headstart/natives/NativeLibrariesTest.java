package dev.headstart.natives;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headstart.cli.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibrariesTest {
    @TempDir
    Path folder;

    private NativeLibraries natives;

    @BeforeEach
    void makeFolders() throws IOException {
        assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("unix"), "skipped: needs owners");
        folder = folder.toRealPath();
        natives = new NativeLibraries(folder.resolve("home"), folder.resolve("home/.cache"),
                Files.createDirectory(folder.resolve("tmp")), "me");
    }

    @Test
    void theFolderIsInTheUsersCacheAndTheUsersAlone() throws IOException {
        Path there = natives.folder();
        assertEquals(folder.resolve("home/.cache/headstart"), there);
        assertEquals("rwx------", mode(there));
        try (Stream<Path> files = Files.list(there)) {
            assertEquals(List.of(), files.toList());
        }
        assertEquals(folder.resolve("home/.djl.ai"), natives.djl());
    }

    @Test
    void whereTheCacheCannotBeWrittenItIsInTheTemporaryFolder() throws IOException {
        Files.createFile(folder.resolve("home"));
        assertEquals(folder.resolve("tmp/headstart-me"), natives.folder());
        assertEquals("rwx------", mode(natives.folder()));
        assertEquals(folder.resolve("tmp/headstart-me/djl.ai"), natives.djl());
    }

    @Test
    void aFolderThatOthersMayWriteToIsNotTaken() throws IOException {
        open(Files.createDirectories(folder.resolve("home/.cache/headstart")));
        assertEquals(folder.resolve("tmp/headstart-me"), natives.folder());
        open(Files.createDirectories(folder.resolve("tmp/headstart-me")));
        assertRefused("other users may write to it");
    }

    @Test
    void aFolderBelowOneThatOthersMayRenameInIsNotTakenUnlessItIsSticky() throws IOException {
        Files.createFile(folder.resolve("home"));
        open(folder.resolve("tmp"));
        assertRefused("other users may rename");
        Files.setAttribute(folder.resolve("tmp"), "unix:mode", 01777);
        assertEquals(folder.resolve("tmp/headstart-me"), natives.folder());
    }

    @Test
    void aLinkIsNotFollowed() throws IOException {
        Files.createFile(folder.resolve("home"));
        Files.createSymbolicLink(folder.resolve("tmp/headstart-me"), Files.createDirectory(folder.resolve("theirs")));
        assertRefused("it is a link");
    }

    @Test
    void aFolderOfAnotherUsersIsNotTaken() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "skipped: only root gives folders away");
        Files.createFile(folder.resolve("home"));
        Path theirs = Files.createDirectory(folder.resolve("tmp/headstart-me"));
        Files.setAttribute(theirs, "unix:uid", 12345);
        assertRefused("it belongs to another user");
        Files.setAttribute(theirs, "unix:uid", 0);
        Files.setAttribute(folder.resolve("tmp"), "unix:uid", 12345);
        assertRefused("other users may rename");
    }

    @Test
    void aGroupLosesTheRightToWrite() throws IOException {
        Path there = Files.createDirectories(folder.resolve("home/.cache/headstart"));
        Files.setPosixFilePermissions(there, PosixFilePermissions.fromString("rwxrwxr-x"));
        assertEquals(there, natives.folder());
        assertEquals("rwx------", mode(there));
    }

    @Test
    void whatIsNotSetOrRelativeCountsForNothing() {
        assertEquals(Path.of(System.getProperty("user.home"), ".cache"), NativeLibraries.of(Map.of()).cache());
        NativeLibraries relative = new NativeLibraries(natives.home(), Path.of("cache"), natives.temporary(), "me");
        assertEquals(folder.resolve("tmp/headstart-me"), relative.folder());
    }

    private void assertRefused(String reason) {
        String message = String.valueOf(assertThrows(UserException.class, natives::folder).getMessage());
        assertTrue(message.contains(reason) && message.endsWith("have TMPDIR name a folder that is yours alone"),
                message);
    }

    private static void open(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    private static String mode(Path folder) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder));
    }
}
