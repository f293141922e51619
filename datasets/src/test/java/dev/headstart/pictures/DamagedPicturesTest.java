package dev.headstart.pictures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Some 5,000 damaged copies of the pictures of every kind of every format, and what Pillow made of each. */
class DamagedPicturesTest {
    private static final long MAX_PIXELS = 4_000_000;
    private static final Duration LONGEST = Duration.ofSeconds(5);

    /**
     * Formats whose damaged pictures may have other pixels than Pillow's. libjpeg reads much that is damaged.
     * Coefficients that no encoder writes overflow one way in vector instructions (Pillow, libturbojpeg) and another way without them (the JDK).
     */
    private static final Set<String> GUESSED = Set.of("jpeg");

    @Test
    void whatPillowRefusesIsRefusedAndNothingIsReadAsSomethingElse() throws IOException {
        check(new Decoder(Orientation.APPLY, MAX_PIXELS));
    }

    @Test
    void norIsItWhereThereIsNoLibturbojpeg() throws IOException {
        check(new Decoder(Orientation.APPLY, MAX_PIXELS, Reduction.NONE, Optional.empty()));
    }

    private static void check(Decoder decoder) throws IOException {
        Verdicts verdicts = new Verdicts();
        List<String> unnoticed = new ArrayList<>();
        List<String> different = new ArrayList<>();
        List<String> slow = new ArrayList<>();
        int copies = 0;
        int stricter = 0;
        for (var picture : Damage.pictures().entrySet()) {
            String name = picture.getKey();
            List<String> pillows = verdicts.of(name);
            boolean read = !verdict(decoder, picture.getValue()).equals(Verdicts.REFUSED);
            assertEquals(Damage.COPIES + 1, pillows.size(), name);
            for (int number = 1; number <= Damage.COPIES; number++) {
                byte[] copy = Damage.copy(picture.getValue(), name, number);
                long start = System.nanoTime();
                String ours = verdict(decoder, copy);
                if (System.nanoTime() - start > LONGEST.toNanos()) {
                    slow.add(name + " " + number);
                }
                String pillow = pillows.get(number);
                if (!ours.equals(Verdicts.REFUSED) && !ours.equals(pillow)) {
                    (pillow.equals(Verdicts.REFUSED) ? unnoticed : different).add(name + " " + number);
                }
                stricter += read && ours.equals(Verdicts.REFUSED) && !pillow.equals(Verdicts.REFUSED) ? 1 : 0;
                copies++;
            }
        }
        assertTrue(copies >= 5000, "only " + copies);
        assertEquals(List.of(), unnoticed);
        different.removeIf(name -> GUESSED.stream().anyMatch(name::startsWith));
        assertEquals(List.of(), different);
        assertEquals(List.of(), slow);
        // Pillow passes a wrong checksum of a PNG or of a TIFF's deflate.
        assertTrue(stricter <= copies / 20, stricter + " of " + copies + " refused that Pillow reads");
    }

    private static String verdict(Decoder decoder, byte[] file) {
        try {
            return Verdicts.of(decoder.decode(file));
        } catch (IOException e) {
            return Verdicts.REFUSED;
        }
    }
}
