package dev.headstart.pictures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Pictures cut off at every 64th byte, and with every 64th byte flipped (by 0x55): 12,772 files. {@code pillow-verdicts.json} holds what
 * Pillow 9.4 said of each, a digit per file: 1 if {@code Image.open(f).convert("RGB")} gave a picture, 0 if it refused.
 */
class BrokenPicturesIT {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final int STEP = 64;
    private static final byte FLIP = 0x55;

    private final Decoder decoder = new Decoder(Orientation.IGNORE, Long.MAX_VALUE);

    @Test
    void whatPillowRefusesIsRefusedAndAlmostNothingElse() throws IOException {
        JsonObject verdicts = JsonParser.parseString(Files.readString(GOLDEN.resolve("pillow-verdicts.json")))
                .getAsJsonObject();
        List<String> unnoticed = new ArrayList<>();
        int files = 0;
        int stricter = 0;
        for (String name : verdicts.keySet()) {
            byte[] whole = Files.readAllBytes(GOLDEN.resolve("images").resolve(name));
            for (String kind : List.of("truncated", "flipped")) {
                String verdict = verdicts.getAsJsonObject(name).get(kind).getAsString();
                assertEquals((whole.length + STEP - 1) / STEP, verdict.length(), name);
                for (int i = 0; i < verdict.length(); i++) {
                    byte[] broken = kind.equals("truncated") ? Arrays.copyOf(whole, i * STEP)
                            : flipped(whole, i * STEP);
                    boolean opens = opens(broken);
                    if (opens && verdict.charAt(i) == '0') {
                        unnoticed.add(name + " " + kind + " at " + i * STEP);
                    }
                    stricter += !opens && verdict.charAt(i) == '1' ? 1 : 0;
                    files++;
                }
            }
        }
        assertEquals(List.of(), unnoticed);
        assertTrue(files >= 2000, "only " + files);
        // Pillow does without a PNG's last chunk.
        assertTrue(stricter <= files / 500, stricter + " of " + files + " refused that Pillow opens");
    }

    private static byte[] flipped(byte[] whole, int at) {
        byte[] flipped = whole.clone();
        flipped[at] ^= FLIP;
        return flipped;
    }

    private boolean opens(byte[] file) {
        try {
            decoder.decode(file);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
