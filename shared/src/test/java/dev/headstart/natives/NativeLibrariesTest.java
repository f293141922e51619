package dev.headstart.natives;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headstart.cli.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
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

    /** Docker mounts {@code /dev/shm} so. */
    @Test
    void aFolderThatNoProgramMayBeLoadedFromIsNotTaken() throws IOException {
        Path mounts = Path.of("/proc/mounts");
        assumeTrue(Files.isReadable(mounts)
                && Files.readAllLines(mounts).stream().anyMatch(l -> l.matches("\\S+ /dev/shm \\S+ rw,\\S*noexec.*")),
                "skipped: /dev/shm is not noexec");
        Path shm = Files.createTempDirectory(Path.of("/dev/shm"), "headstart-test");
        try {
            natives = new NativeLibraries(shm, shm, shm, "me");
            assertRefused("it is mounted noexec");
        } finally {
            try (Stream<Path> left = Files.walk(shm)) {
                for (Path file : left.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    @Test
    void whatKilledProcessesLeftGoesADayLater() throws IOException {
        Path unpacked = natives.unpacked();
        Path old = Files.createFile(unpacked.resolve("libzstd1.so"));
        Path young = Files.createFile(unpacked.resolve("libzstd2.so"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
        assertEquals(unpacked, natives.unpacked());
        try (Stream<Path> left = Files.list(unpacked)) {
            assertEquals(List.of(young), left.toList());
        }
    }

    @Test
    void aLinkOfTheUsersIsFollowedAndOneOfAnotherUsersIsNot() throws IOException {
        Files.createFile(folder.resolve("home"));
        Path large = Files.createDirectory(folder.resolve("large"));
        Path link = Files.createSymbolicLink(folder.resolve("tmp/headstart-me"), large);
        assertEquals(large, natives.folder());
        assumeTrue("root".equals(System.getProperty("user.name")), "skipped in part: only root gives links away");
        Files.getFileAttributeView(link, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setOwner(link.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
        assertRefused("it is a link of another user's");
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
        assertTrue(message.contains(reason) && message.contains("have TMPDIR name a folder that is yours alone"),
                message);
    }

    private static void open(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    private static String mode(Path folder) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder));
    }
}
