package dev.headstart.pictures;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * What a PNG's chunks say beside the pixels. EXIF has a chunk of its own; ImageMagick writes it as text, in hexadecimal digits; XMP is text too.
 * Where a thing is said several times the last counts.
 */
final class PngMetadata {
    private static final String XMP = "XML:com.adobe.xmp";
    private static final String EXIF = "exif";
    private static final String EXIF_IN_DIGITS = "Raw profile type exif";
    /** Lines before the digits: an empty one, the profile's name and its length. */
    private static final int LINES_BEFORE = 3;
    /** Of one text, as in Pillow. */
    private static final int MOST_INFLATED = 1 << 20;
    private static final int LONGEST_KEY = 79;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private @Nullable Text exif;
    private @Nullable Text digits;
    private @Nullable Text xmp;

    private PngMetadata() {}

    static Metadata of(PngStructure png) {
        PngMetadata found = new PngMetadata();
        for (PngStructure.Chunk chunk : png.all()) {
            found.read(chunk);
        }
        return found.metadata();
    }

    /** The last text of a key, as it lies in the file: no other is inflated. */
    private record Text(ByteBuffer content, boolean compressed) {
        ByteBuffer plain() {
            if (!compressed) {
                return content;
            }
            byte[] text = new byte[MOST_INFLATED];
            try (Inflater inflater = new Inflater()) {
                inflater.setInput(content.duplicate());
                return ByteBuffer.wrap(text, 0, inflater.inflate(text)).slice();
            } catch (DataFormatException _) {
                return NOTHING;
            }
        }

        @Override
        public String toString() {
            return Container.text(plain(), 0, Integer.MAX_VALUE);
        }
    }

    private Metadata metadata() {
        return new Metadata(exif == null ? ofDigits() : exif.plain(), xmp == null ? null : xmp.toString());
    }

    private void read(PngStructure.Chunk chunk) {
        ByteBuffer content = chunk.content();
        switch (chunk.type()) {
            case "eXIf" -> exif = new Text(content, false);
            case "tEXt" -> take(content, new Text(behind(content, end(content, 0) + 1), false));
            case "zTXt" -> {
                // method, text
                ByteBuffer text = behind(content, end(content, 0) + 2);
                take(content, new Text(text, text.hasRemaining()));
            }
            case "iTXt" -> {
                // compressed or not, method, language, translated name, text
                int flag = end(content, 0) + 1;
                int text = end(content, end(content, flag + 2) + 1) + 1;
                if (text <= content.limit()) {
                    take(content, new Text(behind(content, text), content.get(flag) != 0));
                }
            }
            default -> {
            }
        }
    }

    /** Where the next NUL is, or the chunk's end. */
    private static int end(ByteBuffer content, int from) {
        int at = from;
        while (at < content.limit() && content.get(at) != 0) {
            at++;
        }
        return at;
    }

    private static ByteBuffer behind(ByteBuffer content, int from) {
        return from < content.limit() ? content.slice(from, content.limit() - from) : NOTHING;
    }

    private void take(ByteBuffer chunk, Text text) {
        switch (Container.text(chunk, 0, Math.min(end(chunk, 0), LONGEST_KEY + 1))) {
            case XMP -> xmp = text;
            case EXIF -> exif = text;
            case EXIF_IN_DIGITS -> digits = text;
            default -> {
            }
        }
    }

    private @Nullable ByteBuffer ofDigits() {
        if (digits == null) {
            return null;
        }
        String hex = Arrays.stream(digits.toString().split("\n", -1)).skip(LINES_BEFORE).collect(Collectors.joining());
        try {
            return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replaceAll("\\s", "")));
        } catch (IllegalArgumentException _) {
            return null;
        }
    }
}
