package dev.headstart.pictures;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.plugins.jpeg.JPEGHuffmanTable;

/**
 * A JPEG's segments before its first scan (ITU-T T.81, B.2).
 *
 * @param scan where in the file the first scan's marker begins
 * @param scanned how many colours the first scan has
 */
record JpegHeader(List<Segment> segments, int scan, int scanned) {
    private static final int TEM = 0x01;
    private static final int SOF0 = 0xc0;
    private static final int PROGRESSIVE = 0xc2;
    private static final int PROGRESSIVE_ARITHMETIC = 0xca;
    private static final int SOF15 = 0xcf;
    private static final int DHT = 0xc4;
    private static final int JPG = 0xc8;
    private static final int DAC = 0xcc;
    private static final int RST0 = 0xd0;
    private static final int SOI = 0xd8;
    private static final int SOS = 0xda;
    private static final int APP0 = 0xe0;
    private static final int APP1 = 0xe1;
    private static final int APP14 = 0xee;
    private static final int APP15 = 0xef;
    private static final int COM = 0xfe;

    private static final String EXIF = "Exif\0\0";
    private static final String XMP = "http://ns.adobe.com/xap/1.0/\0";
    private static final String JFIF = "JFIF\0";
    private static final int JFIF_LENGTH = 14;
    private static final String ADOBE = "Adobe";
    private static final int ADOBE_TRANSFORM = 11;

    private static final int GREY = 1;
    private static final int THREE_COLOURS = 3;
    private static final int FOUR_COLOURS = 4;
    /** How long a Huffman code may be. */
    private static final int LENGTHS = 16;
    private static final String IDS_OF_RGB = "RGB";

    JpegHeader {
        segments = List.copyOf(segments);
    }

    /** @param content without its length */
    record Segment(int marker, ByteBuffer content) {
        boolean begins(int other, String start) {
            return marker == other && Container.text(content, 0, start.length()).equals(start);
        }
    }

    /** What the three or four colours of a picture are. */
    enum Colours {
        GREY,
        RGB,
        YCC,
        CMYK,
        YCCK
    }

    /** @throws IndexOutOfBoundsException if the file ends before its first scan */
    static JpegHeader of(byte[] file) {
        ByteBuffer jpeg = ByteBuffer.wrap(file);
        List<Segment> segments = new ArrayList<>();
        int at = 2;
        for (;;) {
            while (jpeg.get(at) != (byte) 0xff) {
                at++; // garbage between segments is passed over
            }
            int start = at;
            while (jpeg.get(at) == (byte) 0xff) {
                at++;
            }
            int marker = jpeg.get(at++) & 0xff;
            if (marker == SOS) {
                return new JpegHeader(segments, start, jpeg.get(at + 2) & 0xff);
            }
            if (marker != 0 && marker != TEM && !(marker >= RST0 && marker <= SOI)) {
                int length = jpeg.getShort(at) & 0xffff;
                segments.add(new Segment(marker, jpeg.slice(at + 2, Math.max(length - 2, 0))));
                at += Math.max(length, 2);
            }
        }
    }

    /** EXIF may be cut into several segments; of XMP the last one counts. */
    Metadata metadata() {
        ByteArrayOutputStream exif = new ByteArrayOutputStream();
        String xmp = null;
        for (Segment segment : segments) {
            if (segment.begins(APP1, EXIF)) {
                int signature = exif.size() == 0 ? 0 : EXIF.length();
                exif.writeBytes(bytes(segment.content(), signature));
            } else if (segment.begins(APP1, XMP)) {
                xmp = Container.text(segment.content(), XMP.length(), segment.content().limit());
            }
        }
        return new Metadata(exif.size() == 0 ? null : ByteBuffer.wrap(exif.toByteArray()), xmp);
    }

    /** By the rules of libjpeg's {@code default_decompress_parms}; empty if the frame has two colours or more than four. */
    Optional<Colours> colours() {
        ByteBuffer frame = frame().content();
        Optional<Segment> adobe = segments.stream()
                .filter(s -> s.begins(APP14, ADOBE) && s.content().limit() > ADOBE_TRANSFORM)
                .reduce((_, last) -> last);
        int transform = adobe.map(s -> (int) s.content().get(ADOBE_TRANSFORM)).orElse(-1);
        return switch (frame.get(5)) {
            case GREY -> Optional.of(Colours.GREY);
            case THREE_COLOURS -> {
                boolean jfif = segments.stream()
                        .anyMatch(s -> s.begins(APP0, JFIF) && s.content().limit() >= JFIF_LENGTH);
                boolean named = IDS_OF_RGB
                        .equals("" + (char) frame.get(6) + (char) frame.get(9) + (char) frame.get(12));
                boolean rgb = !jfif && (adobe.isPresent() ? transform == 0 : named);
                yield Optional.of(rgb ? Colours.RGB : Colours.YCC);
            }
            case FOUR_COLOURS -> Optional.of(transform > 0 ? Colours.YCCK : Colours.CMYK);
            default -> Optional.empty();
        };
    }

    /**
     * Whether a colour has half as many rows as another and as many columns. libjpeg-turbo smooths such colours when it enlarges them; libjpeg,
     * which the JDK has, repeats the rows.
     */
    boolean halvesHeightAlone() {
        ByteBuffer frame = frame().content();
        int columns = 1;
        int rows = 1;
        for (int i = 7; i < frame.limit(); i += 3) {
            columns = Math.max(columns, (frame.get(i) & 0xff) >> 4);
            rows = Math.max(rows, frame.get(i) & 0xf);
        }
        for (int i = 7; i < frame.limit(); i += 3) {
            if ((frame.get(i) & 0xff) >> 4 == columns && 2 * (frame.get(i) & 0xf) == rows) {
                return true;
            }
        }
        return false;
    }

    /** Bits of a sample. */
    int precision() {
        return frame().content().get(0);
    }

    /**
     * Whether the whole picture is kept as coefficients before its first row is decoded: it has several scans, by libjpeg's rule in
     * {@code initial_setup}.
     */
    boolean keepsCoefficients() {
        return frame().marker() == PROGRESSIVE || frame().marker() == PROGRESSIVE_ARITHMETIC
                || scanned < frame().content().get(5);
    }

    private Segment frame() {
        return segments.stream()
                .filter(s -> s.marker() >= SOF0 && s.marker() <= SOF15 && s.marker() != DHT && s.marker() != JPG
                        && s.marker() != DAC)
                .findFirst()
                .orElseThrow(IndexOutOfBoundsException::new);
    }

    /**
     * The same pixels without profiles, thumbnails and comments: only the one marker that tells a decoder what the colours are. The tables of
     * ITU-T T.81, K.3 come first, for a file that has none of its own, as the frames of films are; libjpeg-turbo knows them, too, and not for
     * progressive pictures either.
     */
    byte[] plain(byte[] file, Colours colours) throws IOException {
        ByteArrayOutputStream plain = new ByteArrayOutputStream(file.length);
        plain.write(file, 0, 2);
        switch (colours) {
            case GREY, YCC ->
                write(plain, APP0, ByteBuffer.wrap("JFIF\0\1\1\0\0\1\0\1\0\0".getBytes(StandardCharsets.ISO_8859_1)));
            case RGB, CMYK -> write(plain, APP14, adobe(0));
            case YCCK -> write(plain, APP14, adobe(2));
        }
        if (frame().marker() != PROGRESSIVE) {
            write(plain, DHT, huffman(0x00, JPEGHuffmanTable.StdDCLuminance));
            write(plain, DHT, huffman(0x01, JPEGHuffmanTable.StdDCChrominance));
            write(plain, DHT, huffman(0x10, JPEGHuffmanTable.StdACLuminance));
            write(plain, DHT, huffman(0x11, JPEGHuffmanTable.StdACChrominance));
        }
        for (Segment segment : segments) {
            boolean application = segment.marker() >= APP0 && segment.marker() <= APP15;
            if (!application && segment.marker() != COM) {
                write(plain, segment.marker(), segment.content());
            }
        }
        plain.write(file, scan, file.length - scan);
        return plain.toByteArray();
    }

    private static ByteBuffer huffman(int place, JPEGHuffmanTable table) {
        ByteBuffer content = ByteBuffer.allocate(1 + LENGTHS + table.getValues().length).put((byte) place);
        for (int i = 0; i < LENGTHS; i++) {
            content.put((byte) (i < table.getLengths().length ? table.getLengths()[i] : 0));
        }
        for (short value : table.getValues()) {
            content.put((byte) value);
        }
        return content;
    }

    private static ByteBuffer adobe(int transform) {
        return ByteBuffer.allocate(12)
                .put(ADOBE.getBytes(StandardCharsets.ISO_8859_1))
                .putShort((short) 100)
                .put(ADOBE_TRANSFORM, (byte) transform);
    }

    private static void write(ByteArrayOutputStream to, int marker, ByteBuffer content) {
        int length = content.limit() + 2;
        to.write(0xff);
        to.write(marker);
        to.write(length >> 8);
        to.write(length);
        to.writeBytes(bytes(content, 0));
    }

    private static byte[] bytes(ByteBuffer content, int from) {
        byte[] bytes = new byte[Math.max(content.limit() - from, 0)];
        content.get(content.limit() - bytes.length, bytes);
        return bytes;
    }
}
