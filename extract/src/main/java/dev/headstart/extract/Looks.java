package dev.headstart.extract;

import dev.headstart.extract.Look.Stamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Looks at files, and knows what a look proves: size and time of modification alone prove nothing. */
final class Looks {
    /**
     * File systems whose kernel notes every change of a file, by its own clock, and gives no number of a file to another at the same time.
     * Those of images (squashfs, iso9660) have the times of their making, and those of FUSE, SMB and FAT what they like; overlays have
     * what lies below.
     */
    private static final Set<String> NOTE_CHANGES = Set.of("apfs", "bcachefs", "btrfs", "ceph", "ext2", "ext3", "ext4",
            "f2fs", "gpfs", "hfs", "lustre", "nfs", "nfs4", "tmpfs", "xfs", "zfs");
    /**
     * A file that was changed later than that before the look can be changed again without another time of change: clocks of file systems
     * tick, some once a second, and those of servers differ from ours.
     */
    private static final Duration SETTLED = Duration.ofSeconds(10);

    private final InstantSource clock;
    private final Set<String> trusted;
    private final Map<Long, Boolean> devices = new HashMap<>();

    Looks() {
        this(InstantSource.system(), NOTE_CHANGES);
    }

    /** @param trusted types of file systems */
    Looks(InstantSource clock, Set<String> trusted) {
        this.clock = clock;
        this.trusted = trusted;
    }

    Look at(Path file) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Look(attributes.size(), nanos(attributes.lastModifiedTime()), Optional.empty());
        }
        long settled = nanos(FileTime.from(clock.instant().minus(SETTLED)));
        Map<String, Object> attributes = Files.readAttributes(file, "unix:size,lastModifiedTime,ctime,ino,dev");
        long bytes = value(attributes, "size", Long.class);
        long changed = nanos(value(attributes, "ctime", FileTime.class));
        boolean proves = changed < settled && notesChanges(value(attributes, "dev", Long.class), file);
        return new Look(bytes, nanos(value(attributes, "lastModifiedTime", FileTime.class)),
                proves ? Optional.of(new Stamp(value(attributes, "ino", Long.class), changed, bytes))
                        : Optional.empty());
    }

    private static <T> T value(Map<String, Object> attributes, String name, Class<T> type) {
        return type.cast(Objects.requireNonNull(attributes.get(name)));
    }

    /** To ask for a file system's type takes a thousand times as long as to look at a file. */
    private boolean notesChanges(long device, Path file) {
        return devices.computeIfAbsent(device, _ -> trusted.contains(type(file)));
    }

    /** The type of a file's file system. Empty where the system does not say, as in a chroot: then a look proves nothing. */
    static String type(Path file) {
        try {
            return Files.getFileStore(file).type();
        } catch (IOException e) {
            return "";
        }
    }

    private static long nanos(FileTime time) {
        return time.to(TimeUnit.NANOSECONDS);
    }
}
