package dev.headstart.pictures;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** WebP's RIFF chunks (RFC 9649): the first says how large the picture is, the container how long the file. */
final class WebpStructure {
    private static final int FIRST_CHUNK = 12;
    private static final int ANIMATED = 2;
    private static final int CHUNK_HEADER = 8;
    private static final int CONTENT = FIRST_CHUNK + CHUNK_HEADER;

    private WebpStructure() {}

    /** What the first chunk of a name holds; none is found behind one that ends beyond the file. */
    static Optional<ByteBuffer> chunk(byte[] webp, String name) {
        ByteBuffer file = ByteBuffer.wrap(webp).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = FIRST_CHUNK; at <= webp.length - CHUNK_HEADER;) {
            int length = file.getInt(at + 4);
            if (length < 0 || length > webp.length - at - CHUNK_HEADER) {
                return Optional.empty();
            }
            if (Container.text(file, at, 4).equals(name)) {
                return Optional.of(file.slice(at + CHUNK_HEADER, length));
            }
            at += CHUNK_HEADER + length + (length & 1);
        }
        return Optional.empty();
    }

    static Size check(ByteBuffer big) throws IOException {
        ByteBuffer file = big.order(ByteOrder.LITTLE_ENDIAN);
        long size = (file.getInt(4) & 0xffffffffL) + 8;
        if (size > file.limit()) {
            throw new IOException("truncated WebP: it says it has " + size + " bytes, and has " + file.limit());
        }
        String chunk = Container.text(file, FIRST_CHUNK, 4);
        if ((file.getInt(FIRST_CHUNK + 4) & 0xffffffffL) + CONTENT > size) {
            throw new IOException("a broken WebP: its first chunk ends beyond it");
        }
        return switch (chunk) {
            case "VP8 " -> new Size(file.getShort(CONTENT + 6) & 0x3fff, file.getShort(CONTENT + 8) & 0x3fff);
            case "VP8L" -> {
                int packed = file.getInt(CONTENT + 1);
                yield new Size((packed & 0x3fff) + 1, ((packed >> 14) & 0x3fff) + 1);
            }
            case "VP8X" -> {
                if ((file.get(CONTENT) & ANIMATED) != 0) {
                    throw new IOException("an animated WebP, which is not read; save one of its pictures");
                }
                yield new Size((file.getInt(CONTENT + 4) & 0xffffff) + 1, (file.getInt(CONTENT + 6) >>> 8) + 1);
            }
            default -> throw new IOException("a broken WebP: it begins with none of its chunks");
        };
    }
}
