package dev.headstart.extract;

import dev.headstart.cli.UserException;
import dev.headstart.extract.Look.Stamp;
import dev.headstart.files.AtomicFile;
import dev.headstart.files.Companion;
import dev.headstart.files.Reason;
import dev.headstart.weights.Sha256;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * SHA-256 of files that were read. A file that has not changed need not be read again. The hashes lie beside the store and not in it,
 * because they hold on this machine alone. A file that is not among them is read.
 *
 * <p>Their file is a sequence of entries of 60 bytes: inode, time of change in nanoseconds since 1970, size, SHA-256, and CRC-32C of those,
 * big-endian. Entries are appended as files are read; a damaged one is as good as none.
 */
final class Hashes implements AutoCloseable {
    private static final int SHA256_BYTES = 32;
    private static final int CONTENT = 3 * Long.BYTES + SHA256_BYTES;
    private static final int ENTRY = CONTENT + Integer.BYTES;
    private static final int BUFFER = 1 << 16;

    private final Path file;
    private final Looks looks;
    private final Hasher hasher;
    private final Map<Stamp, byte[]> known = new HashMap<>();
    private final Map<Stamp, byte[]> used = new HashMap<>();
    private final OutputStream appended;

    /** Works out the SHA-256 of a file. */
    @FunctionalInterface
    interface Hasher {
        String of(Path file) throws IOException;
    }

    private Hashes(Path file, Looks looks, Hasher hasher, FileChannel channel) throws IOException {
        this.file = file;
        this.looks = looks;
        this.hasher = hasher;
        long entries = channel.size() / ENTRY;
        InputStream in = new BufferedInputStream(Channels.newInputStream(channel), BUFFER);
        for (long i = 0; i < entries; i++) {
            read(ByteBuffer.wrap(in.readNBytes(ENTRY)));
        }
        channel.truncate(entries * ENTRY).position(entries * ENTRY);
        appended = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
    }

    /**
     * Opens the hashes beside a store.
     *
     * @throws UserException if the path is taken by something other than a regular file, for example by a link
     */
    static Hashes open(Path store) throws IOException {
        return open(store, new Looks(), Sha256::ofFile);
    }

    static Hashes open(Path store, Looks looks, Hasher hasher) throws IOException {
        Path file = Companion.HASHES.of(store);
        Companion.requireOwn(file);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        try {
            return new Hashes(file, looks, hasher, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private void read(ByteBuffer entry) {
        int crc = crc(entry.slice(0, CONTENT));
        Stamp stamp = new Stamp(entry.getLong(), entry.getLong(), entry.getLong());
        byte[] sha256 = new byte[SHA256_BYTES];
        entry.get(sha256);
        if (entry.getInt() == crc) {
            known.put(stamp, sha256);
        }
    }

    /** Looks at a file, as must be done before it is read. */
    Look look(Path picture) throws IOException {
        return looks.at(picture);
    }

    /** The SHA-256 of a file that was just looked at; it is read, unless the look proves what it holds. */
    String of(Path picture, Look look) throws IOException {
        Stamp stamp = look.stamp().orElse(null);
        byte[] found = stamp == null ? null : known.get(stamp);
        if (stamp != null && found != null) {
            used.put(stamp, found);
            return HexFormat.of().formatHex(found);
        }
        String sha256 = hasher.of(picture);
        add(picture, look, sha256);
        return sha256;
    }

    /**
     * Remembers the SHA-256 of a file that was read.
     *
     * @param before what it was before it was read; if it is another now, nobody knows which of the two was read
     * @throws UserException if there is no room for that
     */
    void add(Path picture, Look before, String sha256) {
        Stamp stamp = before.stamp().orElse(null);
        if (stamp == null || !isStill(picture, before)) {
            return;
        }
        byte[] bytes = HexFormat.of().parseHex(sha256);
        known.put(stamp, bytes);
        used.put(stamp, bytes);
        try {
            write(stamp, bytes, appended);
        } catch (IOException e) {
            throw new UserException("'" + file + "' cannot be written: " + Reason.of(e)
                    + "; what was finished is kept: make room, then run the same command again", e);
        }
    }

    private boolean isStill(Path picture, Look before) {
        try {
            return looks.at(picture).equals(before);
        } catch (IOException e) {
            return false; // it is gone
        }
    }

    /** Forgets all files but those that were asked for or added. Nothing may be added afterwards. */
    void forgetOthers() throws IOException {
        appended.close();
        if (Files.size(file) != (long) ENTRY * used.size()) {
            AtomicFile.write(file, part -> {
                try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part))) {
                    for (Map.Entry<Stamp, byte[]> entry : used.entrySet()) {
                        write(entry.getKey(), entry.getValue(), out);
                    }
                }
            });
        }
    }

    private static void write(Stamp stamp, byte[] sha256, OutputStream out) throws IOException {
        ByteBuffer entry = ByteBuffer.allocate(ENTRY)
                .putLong(stamp.inode())
                .putLong(stamp.changed())
                .putLong(stamp.bytes())
                .put(sha256);
        entry.putInt(crc(entry.slice(0, CONTENT)));
        out.write(entry.array());
    }

    private static int crc(ByteBuffer content) {
        CRC32C crc = new CRC32C();
        crc.update(content);
        return (int) crc.getValue();
    }

    /** Leaves no file where there is nothing to say, as on a system that keeps no times of change. */
    @Override
    public void close() throws IOException {
        appended.close();
        if (Files.exists(file) && Files.size(file) == 0) {
            Files.delete(file);
        }
    }
}
