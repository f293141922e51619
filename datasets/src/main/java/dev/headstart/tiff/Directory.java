package dev.headstart.tiff;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/**
 * The first directory of a TIFF or a BigTIFF. An entry's values are read when they are asked for, so that what a file claims of its other
 * entries costs nothing.
 */
final class Directory {
    private static final int BIG = 43;
    private static final int SHORT = 3;
    private static final int LONG = 4;
    private static final int LONG8 = 16;

    private final ByteBuffer file;
    private final boolean big;
    private final Map<Integer, Integer> entries = new HashMap<>();

    private Directory(ByteBuffer file) throws IOException {
        this.file = file;
        big = file.getShort(2) == BIG;
        if (big && file.getInt(4) != (file.order() == ByteOrder.BIG_ENDIAN ? Long.BYTES << Short.SIZE : Long.BYTES)) {
            throw new IOException("a broken TIFF: its header is none of a BigTIFF");
        }
        int at = place(big ? file.getLong(8) : file.getInt(4) & 0xffffffffL);
        long count = big ? file.getLong(at) : file.getShort(at) & 0xffff;
        at += big ? Long.BYTES : Short.BYTES;
        int size = big ? 20 : 12;
        if (count < 0 || count > (file.limit() - at) / size) {
            throw new IOException("truncated TIFF: its directory ends beyond it");
        }
        for (int i = 0; i < count; i++) {
            entries.putIfAbsent(file.getShort(at + i * size) & 0xffff, at + i * size);
        }
    }

    static Directory read(byte[] content) throws IOException {
        ByteBuffer file = ByteBuffer.wrap(content);
        return new Directory(file.order(file.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN));
    }

    ByteOrder order() {
        return file.order();
    }

    boolean has(Tag tag) {
        return entries.containsKey(tag.number);
    }

    /** The entry's one value. */
    int one(Tag tag) throws IOException {
        long[] values = all(tag, 1);
        if (values[0] > Integer.MAX_VALUE) {
            throw broken(tag, "is " + values[0]);
        }
        return (int) values[0];
    }

    int one(Tag tag, int absent) throws IOException {
        return has(tag) ? one(tag) : absent;
    }

    /**
     * All values of an entry.
     *
     * @param most that it may have
     */
    long[] all(Tag tag, long most) throws IOException {
        Integer entry = entries.get(tag.number);
        if (entry == null) {
            throw broken(tag, "is missing");
        }
        int bytes = switch (file.getShort(entry + 2)) {
            case SHORT -> Short.BYTES;
            case LONG -> Integer.BYTES;
            case LONG8 -> Long.BYTES;
            default -> throw broken(tag, "has no whole numbers");
        };
        long count = big ? file.getLong(entry + 4) : file.getInt(entry + 4) & 0xffffffffL;
        if (count < 1 || count > most || count > file.limit() / bytes) {
            throw broken(tag, "has " + count + " values");
        }
        int value = entry + (big ? 12 : 8);
        int inside = big ? Long.BYTES : Integer.BYTES;
        int at = count * bytes <= inside ? value : place(big ? file.getLong(value) : file.getInt(value) & 0xffffffffL);
        if (at > file.limit() - count * bytes) {
            throw new IOException("truncated TIFF: its entry " + tag + " ends beyond it");
        }
        long[] values = new long[(int) count];
        for (int i = 0; i < count; i++) {
            values[i] = number(at + i * bytes, bytes);
            if (values[i] < 0) {
                throw broken(tag, "is too large");
            }
        }
        return values;
    }

    private long number(int at, int bytes) {
        return switch (bytes) {
            case Short.BYTES -> file.getShort(at) & 0xffff;
            case Integer.BYTES -> file.getInt(at) & 0xffffffffL;
            default -> file.getLong(at);
        };
    }

    private int place(long offset) throws IOException {
        if (offset < 0 || offset >= file.limit()) {
            throw new IOException("truncated TIFF: its directory lies beyond it");
        }
        return (int) offset;
    }

    private static IOException broken(Tag tag, String how) {
        return new IOException("a broken TIFF: its entry " + tag + " " + how);
    }
}
