package dev.headstart.pictures;

import dev.headstart.cli.UserException;
import dev.headstart.natives.NativeLibraries;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import nu.pattern.OpenCV;
import org.opencv.core.Core;

/**
 * OpenCV's native library. It is loaded when it is needed, which it may never be, and unpacked from its jar into the user's cache once: its
 * own loader unpacks 65 MB in every run, and leaves them behind where the run is killed.
 */
@SuppressWarnings("restricted") // the commands are started with native access
final class OpenCvLibrary {
    private static final String PART = ".part";
    private static final Duration ABANDONED = Duration.ofHours(1);

    private final NativeLibraries natives;
    private boolean loaded;

    OpenCvLibrary() {
        this(NativeLibraries.here());
    }

    /** @param natives says where to unpack to */
    OpenCvLibrary(NativeLibraries natives) {
        this.natives = natives;
    }

    /** @throws UserException if it cannot be */
    synchronized void load() {
        if (loaded) {
            return;
        }
        try {
            System.load(unpacked().toString());
        } catch (IOException | UnsatisfiedLinkError e) {
            throw new UserException("OpenCV's native library cannot be unpacked and loaded (" + e.getMessage()
                    + "); it needs 65 MB in a " + "folder that is not mounted noexec; name one with XDG_CACHE_HOME", e);
        }
        Core.setNumThreads(1);
        loaded = true;
    }

    /** Where it lies outside the jar, whole. */
    Path unpacked() throws IOException {
        String name = System.mapLibraryName(Core.NATIVE_LIBRARY_NAME);
        URL packed = OpenCV.class.getResource("opencv/" + platform() + "/" + name);
        if (packed == null) {
            throw new IOException("none for this platform");
        }
        Path folder = Files.createDirectories(natives.folder().resolve(platform()));
        Path target = folder.resolve(name);
        if (Files.isRegularFile(target) && Files.size(target) == packed.openConnection().getContentLengthLong()) {
            return target;
        }
        deleteAbandoned(folder);
        Path part = Files.createTempFile(folder, name, PART); // others may be at it too
        try (InputStream in = packed.openStream()) {
            Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
        return target;
    }

    /** What runs left that were killed while they unpacked. */
    private static void deleteAbandoned(Path folder) throws IOException {
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, "*" + PART)) {
            for (Path part : parts) {
                if (Files.getLastModifiedTime(part).toInstant().isBefore(Instant.now().minus(ABANDONED))) {
                    Files.deleteIfExists(part);
                }
            }
        }
    }

    /** As the jar's folders are called. */
    private static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String family = system.startsWith("mac") ? "osx" : system.startsWith("windows") ? "windows" : "linux";
        return family + (System.getProperty("os.arch").equals("aarch64") ? "/ARMv8" : "/x86_64");
    }
}
