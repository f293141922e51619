package dev.headstart.pictures;

/**
 * A decoded picture.
 *
 * @param bgr {@code [height, width, 3]} in OpenCV's order: blue, green, red
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
public record Pixels(int width, int height, byte[] bgr) {}
