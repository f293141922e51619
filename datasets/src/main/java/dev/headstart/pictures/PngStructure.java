package dev.headstart.pictures;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * PNG's chunks (ISO/IEC 15948): IHDR first, IEND last, and a checksum of each. Pillow ignores the checksums of what stands behind the pixels and
 * need not be read, and so do we.
 */
final class PngStructure {
    static final int PALETTE = 3;

    private static final int SIGNATURE = 8;
    private static final int FRAME = 12;
    /** The bit of a chunk's first letter that allows a decoder to skip the chunk. */
    private static final int ANCILLARY = 0x20;

    private static final int HEADER = 13;
    /** Chunks that Pillow refuses if they are shorter. */
    private static final Map<String, Integer> SHORTEST = Map.of("IHDR", HEADER, "gAMA", 4, "cHRM", 32, "sRGB", 1,
            "pHYs", 9, "acTL", 8, "fcTL", 26, "fdAT", 4);
    /** By colour type, the bits of a sample that may be. */
    private static final Map<Integer, List<Integer>> BITS = Map.of(0, List.of(1, 2, 4, 8, 16), 2, List.of(8, 16),
            PALETTE, List.of(1, 2, 4, 8), 4, List.of(8, 16), 6, List.of(8, 16));

    private final List<Chunk> chunks;

    /** @throws IOException if it is not whole, or its header says what cannot be */
    PngStructure(ByteBuffer file) throws IOException {
        chunks = chunks(file);
        ByteBuffer header = chunks.getFirst().content();
        if (!BITS.getOrDefault(colour(), List.of()).contains(bits()) || header.get(10) != 0 || header.get(11) != 0
                || header.get(12) < 0 || header.get(12) > 1) {
            throw new IOException("a broken PNG: its header says what cannot be");
        }
        int shortest = switch (colour()) {
            case 0 -> 2;
            case 2 -> 6;
            default -> 0;
        };
        if (chunks("tRNS").stream().anyMatch(c -> c.content().limit() < shortest)) {
            throw new IOException("a broken PNG: chunk tRNS is too short");
        }
        if (chunks("IDAT").isEmpty()) {
            throw new IOException("a PNG without a picture");
        }
        if (colour() == PALETTE && chunks("PLTE").isEmpty()) {
            throw new IOException("a broken PNG: it has no palette");
        }
    }

    record Chunk(String type, ByteBuffer content) {}

    private static List<Chunk> chunks(ByteBuffer file) throws IOException {
        List<Chunk> chunks = new ArrayList<>();
        boolean data = false;
        for (int at = SIGNATURE;;) {
            if (file.limit() - at < FRAME) {
                throw new IOException("truncated PNG: it has no IEND chunk");
            }
            int length = file.getInt(at);
            String type = Container.text(file, at + 4, 4);
            if (!type.chars().allMatch(PngStructure::isLetter)) {
                throw new IOException("a broken PNG: " + name(type) + " cannot be");
            }
            if (length < 0 || length > file.limit() - at - FRAME) {
                throw new IOException("truncated PNG: " + name(type) + " ends beyond it");
            }
            data |= type.equals("IDAT");
            boolean read = !data || (file.get(at + 4) & ANCILLARY) == 0;
            CRC32 crc = new CRC32();
            crc.update(file.slice(at + 4, length + 4));
            if (read && (int) crc.getValue() != file.getInt(at + 8 + length)) {
                throw new IOException("a broken PNG: " + name(type) + " has a wrong checksum");
            }
            if (length < SHORTEST.getOrDefault(type, 0)) {
                throw new IOException("a broken PNG: " + name(type) + " is too short");
            }
            if (chunks.isEmpty() && !type.equals("IHDR")) {
                throw new IOException("a PNG without a header");
            }
            if (type.equals("IEND")) {
                return chunks;
            }
            chunks.add(new Chunk(type, file.slice(at + 8, length)));
            at += FRAME + length;
        }
    }

    private static boolean isLetter(int character) {
        return (character >= 'A' && character <= 'Z') || (character >= 'a' && character <= 'z');
    }

    /** A chunk's, for messages. */
    private static String name(String type) {
        return "chunk " + type.replaceAll("[^A-Za-z]", "?");
    }

    List<Chunk> all() {
        return chunks;
    }

    private List<Chunk> chunks(String type) {
        return chunks.stream().filter(c -> c.type().equals(type)).toList();
    }

    Size size() {
        ByteBuffer header = chunks.getFirst().content();
        return new Size(header.getInt(0), header.getInt(4));
    }

    /** Of a sample. */
    int bits() {
        return chunks.getFirst().content().get(8);
    }

    /** The colour type: 0, 2, {@link #PALETTE}, 4 or 6. */
    int colour() {
        return chunks.getFirst().content().get(9);
    }

    boolean interlaced() {
        return chunks.getFirst().content().get(12) == 1;
    }

    /** Red, green and blue of each index. */
    ByteBuffer palette() {
        return chunks("PLTE").getLast().content();
    }

    /** The compressed pixels: the first run of IDAT chunks. */
    List<ByteBuffer> data() {
        return chunks.stream()
                .dropWhile(c -> !c.type().equals("IDAT"))
                .takeWhile(c -> c.type().equals("IDAT"))
                .map(Chunk::content)
                .toList();
    }
}
