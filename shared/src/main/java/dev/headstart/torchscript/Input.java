package dev.headstart.torchscript;

import java.util.Locale;

/** What a program takes: RGB, cropped to the size that the network was trained on or to another. */
public enum Input {
    /** {@code uint8 [N, H, W, 3]}, as decoders give pictures; normalised inside. */
    UINT8,
    /** {@code float32 [N, 3, H, W]} in [0, 1], as torchvision's and DJL's {@code ToTensor} give them; normalised inside. */
    UNIT,
    /** {@code float32 [N, 3, H, W]}, mean and standard deviation applied: what torchvision's own networks take. */
    NORMALIZED;

    /** As options and files write it: in lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
