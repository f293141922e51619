package dev.headstart.pictures;

/**
 * A decoded picture.
 *
 * @param bgr {@code [height, width, 3]} in OpenCV's order: blue, green, red
 * @param whole its size before it was reduced
 * @param reduction what {@code whole} was divided by: 1 for a picture that was not
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
public record Pixels(int width, int height, byte[] bgr, Size whole, int reduction) {
    /** A picture decoded whole. */
    public Pixels(int width, int height, byte[] bgr) {
        this(width, height, bgr, new Size(width, height), 1);
    }
}
