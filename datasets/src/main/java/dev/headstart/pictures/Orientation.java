package dev.headstart.pictures;

import java.util.Locale;

/** What becomes of a picture's EXIF orientation: people see it applied, torchvision's loader ignores it. */
public enum Orientation {
    APPLY,
    IGNORE;

    /** As options and files write it: in lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
