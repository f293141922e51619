package dev.headstart.pictures;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** What Pillow made of pictures and of their damaged copies, and the same of ours. {@code make_verdicts.py} says what a verdict is. */
final class Verdicts {
    static final String REFUSED = "-";

    private static final Path FILE = Path.of("src/test/resources/golden/formats/verdicts.json");
    private static final int DIGITS = 8;

    private final JsonObject pillows;

    Verdicts() throws IOException {
        pillows = JsonParser.parseString(Files.readString(FILE)).getAsJsonObject();
    }

    /** Pillow's, first of the whole picture. */
    List<String> of(String picture) {
        return List.of(pillows.get(picture).getAsString().split(" "));
    }

    /** Of what the decoder made. */
    static String of(Pixels pixels) {
        byte[] rgb = new byte[pixels.bgr().length];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = pixels.bgr()[i / 3 * 3 + 2 - i % 3];
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((pixels.width() + " " + pixels.height() + " ").getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest.digest(rgb)).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
