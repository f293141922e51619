package dev.headstart.natives;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A folder that only the user, and the members of the user's own group, can replace, on a file system that programs may be loaded from. A
 * library in a folder of any other kind may be somebody else's.
 */
final class OwnFolder {
    private static final Set<PosixFilePermission> OURS = PosixFilePermissions.fromString("rwx------");
    private static final int STICKY = 01000;

    private OwnFolder() {}

    /** A folder that will not do. The message says why, without the folder's name. */
    static final class UnfitException extends IOException {
        private static final long serialVersionUID = 1L;

        UnfitException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Makes the folder if it is not there, and takes the group's right to write from it if it is.
     *
     * @return the folder by its real path, which no link leads through
     */
    static Path claim(Path folder) throws UnfitException {
        if (!folder.isAbsolute()) {
            throw new UnfitException("its name is relative", null);
        }
        if (!folder.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return claimWithoutOwners(folder); // Windows: a user's folders are the user's
        }
        try {
            Path place = create(folder);
            Path real = place.toRealPath();
            Path probe = Files.createTempFile(real, "probe", ".tmp", PosixFilePermissions.asFileAttribute(OURS));
            try {
                UserPrincipal us = Files.getOwner(probe);
                requireOurs(real, us);
                if (Files.isSymbolicLink(place)) {
                    requireOurLink(place, us);
                }
                if (!Files.isExecutable(probe)) {
                    throw new UnfitException("it is mounted noexec", null);
                }
            } finally {
                Files.delete(probe);
            }
            return real;
        } catch (UnfitException e) {
            throw e;
        } catch (IOException e) {
            throw new UnfitException("it cannot be written to", e);
        }
    }

    private static Path claimWithoutOwners(Path folder) throws UnfitException {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UnfitException("it cannot be written to", e);
        }
    }

    private static Path create(Path folder) throws IOException {
        Path parent = folder.getParent();
        if (parent == null) {
            throw new UnfitException("it is the root", null);
        }
        Files.createDirectories(parent, PosixFilePermissions.asFileAttribute(OURS));
        Path real = parent.toRealPath().resolve(folder.getFileName());
        try {
            Files.createDirectory(real, PosixFilePermissions.asFileAttribute(OURS));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(real)) {
                throw new UnfitException("it is no folder", e);
            }
        }
        return real;
    }

    private static void requireOurs(Path folder, UserPrincipal us) throws IOException {
        if (!Files.getOwner(folder).equals(us)) {
            throw new UnfitException("it belongs to another user", null);
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(folder);
        if (permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new UnfitException("other users may write to it", null); // and may have written to it
        }
        if (permissions.contains(PosixFilePermission.GROUP_WRITE)) {
            Files.setPosixFilePermissions(folder, OURS); // an umask of 002, where a group is its user's alone
        }
        requireFixed(folder, us);
    }

    /** Users with little room at home have a folder there lead to a larger disk. */
    private static void requireOurLink(Path link, UserPrincipal us) throws IOException {
        if (!Files.getOwner(link, LinkOption.NOFOLLOW_LINKS).equals(us)) {
            throw new UnfitException("it is a link of another user's", null);
        }
        requireFixed(link, us);
    }

    private static void requireFixed(Path folder, UserPrincipal us) throws IOException {
        // Root is whoever owns "/": in a container of the user's own it may be shown as somebody else.
        UserPrincipal root = Files.getOwner(folder.getRoot());
        for (Path above = folder.getParent(); above != null; above = above.getParent()) {
            UserPrincipal owner = Files.getOwner(above);
            int mode = (Integer) Files.getAttribute(above, "unix:mode");
            boolean open = (mode & STICKY) == 0
                    && Files.getPosixFilePermissions(above).contains(PosixFilePermission.OTHERS_WRITE);
            if (open || (!owner.equals(us) && !owner.equals(root))) {
                throw new UnfitException("other users may rename '" + above + "' or what is in it", null);
            }
        }
    }
}
