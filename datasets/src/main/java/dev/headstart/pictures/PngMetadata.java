package dev.headstart.pictures;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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

    private @Nullable ByteBuffer exif;
    private @Nullable String digits;
    private @Nullable String xmp;

    private PngMetadata() {}

    static Metadata of(PngStructure png) {
        PngMetadata found = new PngMetadata();
        for (PngStructure.Chunk chunk : png.all()) {
            found.read(chunk);
        }
        return new Metadata(found.exif == null ? found.ofDigits() : found.exif, found.xmp);
    }

    private void read(PngStructure.Chunk chunk) {
        String content = Container.text(chunk.content(), 0, chunk.content().limit());
        String[] text = content.split("\0", 2);
        switch (chunk.type()) {
            case "eXIf" -> exif = chunk.content();
            case "tEXt" -> take(text[0], text.length < 2 ? "" : text[1]);
            case "zTXt" -> take(text[0], text.length < 2 || text[1].isEmpty() ? "" : inflated(text[1].substring(1)));
            case "iTXt" -> {
                // compressed or not, method, language, translated name, text
                String[] parts = text.length < 2 || text[1].length() < 2 ? new String[0]
                        : text[1].substring(2).split("\0", 3);
                if (parts.length == 3) {
                    take(text[0], text[1].charAt(0) == 0 ? parts[2] : inflated(parts[2]));
                }
            }
            default -> {
            }
        }
    }

    private void take(String key, String text) {
        switch (key) {
            case XMP -> xmp = text;
            case EXIF -> exif = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
            case EXIF_IN_DIGITS -> digits = text;
            default -> {
            }
        }
    }

    private @Nullable ByteBuffer ofDigits() {
        if (digits == null) {
            return null;
        }
        String hex = Arrays.stream(digits.split("\n", -1)).skip(LINES_BEFORE).collect(Collectors.joining());
        try {
            return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replaceAll("\\s", "")));
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    private static String inflated(String compressed) {
        byte[] text = new byte[MOST_INFLATED];
        try (Inflater inflater = new Inflater()) {
            inflater.setInput(compressed.getBytes(StandardCharsets.ISO_8859_1));
            return new String(text, 0, inflater.inflate(text), StandardCharsets.ISO_8859_1);
        } catch (DataFormatException _) {
            return "";
        }
    }
}
