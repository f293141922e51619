package dev.headstart.pictures;

import dev.headstart.tiff.Tiff;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The formats that are read, told apart by what a file begins with, whatever its name. Each knows the size of its pictures before any pixel
 * is decoded. JPEG, PNG and WebP walk the file's own structure, too, and refuse one that ends too soon: decoders fill what is missing with
 * grey.
 */
enum Container {
    JPEG("\u00ff\u00d8\u00ff") {
        @Override
        Size size(byte[] file) throws IOException {
            return JpegStructure.check(ByteBuffer.wrap(file));
        }

        @Override
        Metadata metadata(byte[] file) {
            return JpegHeader.of(file).metadata();
        }
    },
    PNG("\u0089PNG\r\n\u001a\n") {
        @Override
        Size size(byte[] file) throws IOException {
            return new PngStructure(ByteBuffer.wrap(file)).size();
        }

        @Override
        Metadata metadata(byte[] file) throws IOException {
            return PngMetadata.of(new PngStructure(ByteBuffer.wrap(file)));
        }
    },
    BMP("BM") {
        @Override
        Size size(byte[] file) throws IOException {
            return new Bmp(file).size();
        }
    },
    WEBP("RIFF....WEBP") {
        @Override
        Size size(byte[] file) throws IOException {
            return new WebpStructure(ByteBuffer.wrap(file)).first().canvas();
        }

        @Override
        Metadata metadata(byte[] file) throws IOException {
            return new WebpStructure(ByteBuffer.wrap(file)).metadata();
        }
    },
    TIFF("II\\*\0|MM\0\\*|II\\+\0|MM\0\\+") {
        @Override
        Size size(byte[] file) throws IOException {
            Tiff tiff = new Tiff(file);
            return new Size(tiff.width(), tiff.height());
        }
    },
    PNM("P[1-6]\\s") {
        @Override
        Size size(byte[] file) throws IOException {
            return new Pnm(file).size();
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
     * @throws IOException if it is not whole, or says what cannot be
     */
    abstract Size size(byte[] file) throws IOException;

    /**
     * What a whole file says of its picture beside the pixels.
     *
     * @throws IOException if it is not whole
     */
    Metadata metadata(byte[] file) throws IOException {
        return Metadata.NONE;
    }

    /** @throws IOException if it is none of them; a picture of another format is named as that */
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
        Optional<UnreadFormat> unread = UnreadFormat.of(content);
        throw new IOException(unread.isPresent() ? unread.get() + ", which is not read; " + ALL + " are"
                : "not a picture: it begins with none of the signatures of " + ALL);
    }

    /** The size that a whole file declares. */
    final Size check(byte[] content) throws IOException {
        try {
            Size size = size(content);
            if (size.width() < 1 || size.height() < 1) {
                throw new IOException("a broken " + this + ": it says it is " + size.width() + " x " + size.height());
            }
            return size;
        } catch (IndexOutOfBoundsException | IllegalArgumentException | BufferUnderflowException e) {
            throw new IOException("truncated " + this, e);
        } catch (ArithmeticException e) {
            throw new IOException("a broken " + this + ": it says it is larger than can be", e);
        }
    }

    /** Bytes as Latin-1; shorter where the file ends. */
    static String text(ByteBuffer file, int from, int length) {
        int end = (int) Math.min((long) from + length, file.limit());
        byte[] bytes = new byte[Math.max(end - from, 0)];
        if (bytes.length > 0) {
            file.get(from, bytes);
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
