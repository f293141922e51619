package dev.headstart.pictures;

import org.jspecify.annotations.Nullable;

/**
 * A decoded picture.
 *
 * @param bgr {@code [height, width, 3]} in OpenCV's order: blue, green, red
 * @param whole its size before it was reduced
 * @param reduction what {@code whole} was divided by: 1 for a picture that was not
 * @param warning what the decoder found wrong and passed over, or null
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
public record Pixels(int width, int height, byte[] bgr, Size whole, int reduction, @Nullable String warning) {
    /** A picture decoded whole that nothing is wrong with. */
    public Pixels(int width, int height, byte[] bgr) {
        this(width, height, bgr, new Size(width, height), 1, null);
    }
}
