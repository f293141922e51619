package dev.headstart.embeddings;

import dev.headstart.files.Companion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A file of records, one behind the other: {@code int32} length, {@code int32} CRC-32C, content, big-endian. No record is empty, because the
 * zeros that a power cut leaves at a file's end are the frame of an empty one, checksum and all.
 */
final class Records implements AutoCloseable {
    static final int FRAME = 2 * Integer.BYTES;
    private static final int WINDOW = 1 << 20;

    private final FileChannel channel;
    private long size;

    private Records(FileChannel channel) throws IOException {
        this.channel = channel;
        size = channel.size();
    }

    /** What the content of a record looks like: asked before its checksum is worked out, because almost no place holds one. */
    @FunctionalInterface
    interface Shape {
        /** @param first four bytes of the content */
        boolean fits(long at, int length, int first) throws IOException;
    }

    /** @param at where in the file its frame begins */
    record Found(long at, ByteBuffer content) {}

    /**
     * Opens a file, or makes it.
     *
     * @throws dev.headstart.cli.UserException if something lies there that is no file, a link to one for example
     */
    static Records open(Path file) throws IOException {
        Companion.requireOwn(file);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        try {
            return new Records(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    long size() {
        return size;
    }

    /** Whether there is no other byte in it. */
    boolean isZeros() throws IOException {
        for (long at = 0; at < size; at += WINDOW) {
            ByteBuffer window = bytes(at, (int) Math.min(size - at, WINDOW));
            if (window.mismatch(ByteBuffer.allocate(window.limit())) >= 0) {
                return false;
            }
        }
        return true;
    }

    /** The content of the record that begins there, or empty if no whole one does. */
    Optional<ByteBuffer> read(long at) throws IOException {
        if (size - at < FRAME) {
            return Optional.empty();
        }
        ByteBuffer frame = bytes(at, FRAME);
        int length = frame.getInt();
        int crc = frame.getInt();
        if (length < 1 || length > size - at - FRAME) {
            return Optional.empty();
        }
        ByteBuffer content = bytes(at + FRAME, length);
        return crc(content.duplicate()) == crc ? Optional.of(content) : Optional.empty();
    }

    /** The first whole record of a shape that begins there or behind; empty if there is none. */
    Optional<Found> find(long from, Shape shape) throws IOException {
        int needed = FRAME + Integer.BYTES;
        int places = 1; // it almost always is where the one before it ends
        for (long start = from; size - start >= needed; start += places, places = Math.min(64 * places, WINDOW)) {
            ByteBuffer window = bytes(start, (int) Math.min(size - start, places + needed - 1));
            for (int i = 0; i < places && i <= window.limit() - needed; i++) {
                int length = window.getInt(i);
                long at = start + i;
                if (length > 0 && length <= size - at - FRAME
                        && shape.fits(at + FRAME, length, window.getInt(i + FRAME))) {
                    Optional<ByteBuffer> content = read(at);
                    if (content.isPresent()) {
                        return Optional.of(new Found(at, content.get()));
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** @throws IOException if they are not all there */
    ByteBuffer bytes(long at, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, at + bytes.position()) < 0) {
                throw new IOException("it ends within a record");
            }
        }
        return bytes.flip();
    }

    /** @param bytes framed records */
    void write(byte[] bytes, long at) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer, at + buffer.position());
        }
        size = Math.max(size, at + bytes.length);
    }

    static byte[] frame(byte[] content) {
        return ByteBuffer.allocate(FRAME + content.length)
                .putInt(content.length)
                .putInt(crc(ByteBuffer.wrap(content)))
                .put(content)
                .array();
    }

    private static int crc(ByteBuffer content) {
        CRC32C crc = new CRC32C();
        crc.update(content);
        return (int) crc.getValue();
    }

    void truncate(long length) throws IOException {
        channel.truncate(length);
        size = Math.min(size, length);
    }

    /** Returns once the content is on the disk. */
    void force() throws IOException {
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
