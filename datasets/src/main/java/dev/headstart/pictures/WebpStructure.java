package dev.headstart.pictures;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** WebP's RIFF chunks (RFC 9649): where the first picture is, how large it is, and that all that the file speaks of is there. */
final class WebpStructure {
    private static final int FIRST_CHUNK = 12;
    private static final int CHUNK_HEADER = 8;
    private static final int ANIMATED = 2;
    private static final int HAS_ALPHA = 0x10;
    private static final int EXTENDED_LENGTH = 10;
    private static final int FRAME_HEADER = 16;

    private final List<Chunk> chunks;

    /** @throws IOException if it is not whole */
    WebpStructure(ByteBuffer webp) throws IOException {
        ByteBuffer file = webp.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        long size = (file.getInt(4) & 0xffffffffL) + CHUNK_HEADER;
        if (size > file.limit()) {
            throw new IOException("truncated WebP: it says it has " + size + " bytes, and has " + file.limit());
        }
        chunks = chunks(file.slice(FIRST_CHUNK, (int) size - FIRST_CHUNK));
    }

    private record Chunk(String name, ByteBuffer content) {}

    /**
     * A picture of the file.
     *
     * @param canvas that it lies on; what it leaves free is black
     * @param x pixels to its left
     * @param y pixels above it
     * @param still a WebP of nothing but this picture: a decoder would read on behind its end
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
    record Frame(Size canvas, int x, int y, byte[] still) {}

    private static List<Chunk> chunks(ByteBuffer file) throws IOException {
        List<Chunk> chunks = new ArrayList<>();
        for (int at = 0; at + CHUNK_HEADER <= file.limit();) {
            int length = file.order(ByteOrder.LITTLE_ENDIAN).getInt(at + 4);
            if (length < 0 || length > file.limit() - at - CHUNK_HEADER) {
                throw new IOException("a broken WebP: one of its chunks ends beyond it");
            }
            chunks.add(new Chunk(Container.text(file, at, 4),
                    file.slice(at + CHUNK_HEADER, length).order(ByteOrder.LITTLE_ENDIAN)));
            at += CHUNK_HEADER + length + (length & 1);
        }
        return chunks;
    }

    Metadata metadata() {
        return new Metadata(chunk("EXIF").orElse(null),
                chunk("XMP ").map(c -> Container.text(c, 0, c.limit())).orElse(null));
    }

    private Optional<ByteBuffer> chunk(String name) {
        return chunks.stream().filter(c -> c.name().equals(name)).map(Chunk::content).findFirst();
    }

    /** The only picture, or an animation's first. */
    Frame first() throws IOException {
        Chunk start = chunks.isEmpty() ? new Chunk("", ByteBuffer.allocate(0)) : chunks.getFirst();
        switch (start.name()) {
            case "VP8 ", "VP8L" -> {
                return new Frame(size(start), 0, 0, still(List.of(start), size(start)));
            }
            case "VP8X" -> {
                Size canvas = new Size(number24(start.content(), 4) + 1, number24(start.content(), 7) + 1);
                return (start.content().get(0) & ANIMATED) == 0 ? frame(canvas, 0, 0, canvas, chunks)
                        : animated(canvas);
            }
            default -> throw new IOException("a broken WebP: it begins with none of its chunks");
        }
    }

    private Frame animated(Size canvas) throws IOException {
        ByteBuffer frame = chunk("ANMF")
                .orElseThrow(() -> new IOException("a broken WebP: an animation of no picture"));
        Size size = new Size(number24(frame, 6) + 1, number24(frame, 9) + 1);
        int x = 2 * number24(frame, 0);
        int y = 2 * number24(frame, 3);
        if (x + size.width() > canvas.width() || y + size.height() > canvas.height()) {
            throw new IOException("a broken WebP: its first picture ends beyond its canvas");
        }
        return frame(canvas, x, y, size, chunks(frame.slice(FRAME_HEADER, frame.limit() - FRAME_HEADER)));
    }

    private static Frame frame(Size canvas, int x, int y, Size size, List<Chunk> chunks) throws IOException {
        List<Chunk> parts = new ArrayList<>();
        for (Chunk chunk : chunks) {
            switch (chunk.name()) {
                case "ALPH" -> parts.add(chunk);
                case "VP8 ", "VP8L" -> {
                    if (!size(chunk).equals(size)) {
                        throw new IOException("a broken WebP: it says that a picture has two sizes");
                    }
                    parts.add(chunk);
                    return new Frame(canvas, x, y, still(parts, size));
                }
                default -> {
                }
            }
        }
        throw new IOException("a broken WebP: it has no picture");
    }

    private static Size size(Chunk chunk) {
        ByteBuffer content = chunk.content();
        if (chunk.name().equals("VP8L")) {
            int packed = content.getInt(1);
            return new Size((packed & 0x3fff) + 1, ((packed >> 14) & 0x3fff) + 1);
        }
        return new Size(content.getShort(6) & 0x3fff, content.getShort(8) & 0x3fff);
    }

    private static int number24(ByteBuffer content, int at) {
        return (content.getShort(at) & 0xffff) | (content.get(at + 2) & 0xff) << 16;
    }

    private static byte[] still(List<Chunk> parts, Size size) {
        List<Chunk> all = new ArrayList<>(parts);
        if (parts.size() > 1) {
            int width = size.width() - 1;
            int height = size.height() - 1;
            ByteBuffer extended = ByteBuffer.allocate(EXTENDED_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
            extended.put(0, (byte) HAS_ALPHA).putShort(4, (short) width).put(6, (byte) (width >> 16));
            extended.putShort(7, (short) height).put(9, (byte) (height >> 16));
            all.addFirst(new Chunk("VP8X", extended));
        }
        int length = all.stream().mapToInt(c -> CHUNK_HEADER + c.content().limit() + (c.content().limit() & 1)).sum();
        ByteBuffer still = ByteBuffer.allocate(FIRST_CHUNK + length).order(ByteOrder.LITTLE_ENDIAN);
        still.put(latin1("RIFF")).putInt(length + 4).put(latin1("WEBP"));
        for (Chunk chunk : all) {
            still.put(latin1(chunk.name())).putInt(chunk.content().limit()).put(chunk.content().duplicate());
            still.position(still.position() + (chunk.content().limit() & 1));
        }
        return still.array();
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
