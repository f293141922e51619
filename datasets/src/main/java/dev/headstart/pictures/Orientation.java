package dev.headstart.pictures;

/** What becomes of a picture's EXIF orientation: people see it applied, torchvision's loader ignores it. */
public enum Orientation {
    APPLY,
    IGNORE
}
