package dev.headstart.pictures;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The formats that are read, told apart by what a file begins with, whatever its name. Each walks the file's own structure and refuses one
 * that ends too soon: the decoders would fill what is missing with grey and say nothing.
 */
enum Container {
    JPEG("\u00ff\u00d8\u00ff") {
        @Override
        Size check(ByteBuffer file) throws IOException {
            return JpegStructure.check(file);
        }
    },
    PNG("\u0089PNG\r\n\u001a\n") {
        @Override
        Size check(ByteBuffer file) throws IOException {
            return PngStructure.check(file);
        }
    },
    BMP("BM") {
        @Override
        Size check(ByteBuffer file) throws IOException {
            return BmpStructure.check(file);
        }
    },
    WEBP("RIFF....WEBP") {
        @Override
        Size check(ByteBuffer file) throws IOException {
            return WebpStructure.check(file);
        }
    },
    TIFF("II\\*\0|MM\0\\*") {
        @Override
        Size check(ByteBuffer file) throws IOException {
            return TiffStructure.check(file);
        }
    },
    PNM("P[1-6]\\s") {
        @Override
        Size check(ByteBuffer file) throws IOException {
            return PnmStructure.check(file);
        }
    };

    private static final int SIGNATURE = 12;
    private static final String ALL = "JPEG, PNG, BMP, WebP, TIFF and PNM";

    /** Of the file's first bytes as Latin-1. */
    private final String signature;

    Container(String signature) {
        this.signature = signature;
    }

    /**
     * What the file declares to hold.
     *
     * @param file whole, position 0, big-endian
     * @throws IOException if it is not whole, or says what cannot be
     */
    abstract Size check(ByteBuffer file) throws IOException;

    /** @throws IOException if it is none of them; a GIF is named, as a picture that is not read */
    static Container of(byte[] content) throws IOException {
        if (content.length == 0) {
            throw new IOException("the file is empty");
        }
        String start = text(ByteBuffer.wrap(content), 0, SIGNATURE);
        for (Container container : values()) {
            if (start.matches("(?s)(" + container.signature + ").*")) {
                return container;
            }
        }
        throw new IOException(start.startsWith("GIF8") ? "a GIF, which is not read; " + ALL + " are"
                : "not a picture: it begins with none of the signatures of " + ALL);
    }

    /** The size that a whole file declares. */
    final Size check(byte[] content) throws IOException {
        try {
            Size size = check(ByteBuffer.wrap(content).order(ByteOrder.BIG_ENDIAN));
            if (size.width() < 1 || size.height() < 1) {
                throw new IOException("a broken " + this + ": it says it is " + size.width() + " x " + size.height());
            }
            return size;
        } catch (IndexOutOfBoundsException | IllegalArgumentException | java.nio.BufferUnderflowException e) {
            throw new IOException("truncated " + this, e);
        } catch (ArithmeticException e) {
            throw new IOException("a broken " + this + ": it says it is larger than can be", e);
        }
    }

    /** Bytes as Latin-1; shorter where the file ends. */
    static String text(ByteBuffer file, int from, int length) {
        int end = Math.min(from + length, file.limit());
        byte[] bytes = new byte[Math.max(end - from, 0)];
        if (bytes.length > 0) {
            file.get(from, bytes);
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
