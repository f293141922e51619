package dev.headstart.natives;

import dev.headstart.cli.UserException;
import dev.headstart.files.Reason;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Where the native libraries of our dependencies are unpacked to and loaded from. Left alone, each dependency takes a folder of its own
 * choice, below the temporary folder if need be, where other users may have put what is loaded.
 *
 * @param home the user's folder
 * @param cache where the user's caches lie
 * @param temporary the folder to fall back on
 * @param user to tell users' folders in the temporary folder apart
 */
public record NativeLibraries(Path home, Path cache, Path temporary, String user) {
    /** The properties by which zstd-jni, snappy-java, JNA and JLine are told where to unpack, to a new name each time. */
    private static final List<String> PROPERTIES = List.of("ZstdTempFolder", "org.xerial.snappy.tempdir", "jna.tmpdir",
            "jline.tmpdir");
    private static final Duration ABANDONED = Duration.ofDays(1);

    /** As the environment and the JVM's properties say. */
    public static NativeLibraries here() {
        return of(System.getenv());
    }

    static NativeLibraries of(Map<String, String> environment) {
        Path home = Path.of(System.getProperty("user.home"));
        String named = environment.getOrDefault("XDG_CACHE_HOME", "");
        return new NativeLibraries(home, named.isEmpty() ? home.resolve(".cache") : Path.of(named),
                Path.of(System.getProperty("java.io.tmpdir")), System.getProperty("user.name"));
    }

    /** Tells the dependencies where to unpack, those of them that the user has not told otherwise. */
    public void settle() {
        if (PROPERTIES.stream().allMatch(p -> System.getProperty(p) != null)) {
            return;
        }
        Path folder = unpacked();
        for (String property : PROPERTIES) {
            if (System.getProperty(property) == null) {
                System.setProperty(property, folder.toString());
            }
        }
    }

    /** An own folder for what each process unpacks and deletes when it ends, so that what killed ones left can be told by its age. */
    Path unpacked() {
        try {
            Path unpacked = Files.createDirectories(folder().resolve("unpacked"));
            try (DirectoryStream<Path> libraries = Files.newDirectoryStream(unpacked)) {
                libraries.forEach(NativeLibraries::deleteAbandoned);
            }
            return unpacked;
        } catch (IOException e) {
            throw new UserException("native libraries cannot be unpacked: " + Reason.of(e), e);
        }
    }

    private static void deleteAbandoned(Path library) {
        try {
            if (Files.getLastModifiedTime(library).toInstant().isBefore(Instant.now().minus(ABANDONED))) {
                Files.deleteIfExists(library); // a process that still runs keeps what it has loaded
            }
        } catch (IOException e) {
            // Its process has deleted it just now.
        }
    }

    /**
     * The folder for native libraries.
     *
     * @throws UserException if there is none that is the user's alone and that programs may be loaded from
     */
    public Path folder() {
        return first(cache.resolve("headstart"), inTemporary());
    }

    /** DJL's own folder, by default where DJL has it, for all programs of the user that use DJL. */
    public Path djl() {
        return first(home.resolve(".djl.ai"), inTemporary().resolve("djl.ai"));
    }

    private Path inTemporary() {
        return temporary.toAbsolutePath().resolve("headstart-" + user);
    }

    private static Path first(Path... candidates) {
        List<String> reasons = new ArrayList<>();
        for (Path candidate : candidates) {
            try {
                return OwnFolder.claim(candidate);
            } catch (OwnFolder.UnfitException e) {
                reasons.add("not '" + candidate + "': " + e.getMessage());
            }
        }
        throw new UserException("there is no folder to load native libraries from (" + String.join("; ", reasons)
                + "); have TMPDIR name a folder that is yours alone and not mounted noexec");
    }
}
