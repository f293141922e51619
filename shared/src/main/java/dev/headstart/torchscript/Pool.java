package dev.headstart.torchscript;

import dev.headstart.backbone.Shape;
import java.util.Locale;

/** How a spatial map {@code [N, C, H, W]} becomes a vector. */
public enum Pool {
    /** The mean over height and width, {@code [N, C]}. */
    AVG("torch.mean(%s, [2, 3])"),
    /** The largest over height and width, {@code [N, C]}. */
    MAX("torch.amax(%s, [2, 3])"),
    /** As it is, {@code [N, C * H * W]}. */
    NONE("%s");

    private final String torchscript;

    Pool(String torchscript) {
        this.torchscript = torchscript;
    }

    /** Length of the vector that becomes of a map. */
    int dimension(Shape map) {
        return this == NONE ? map.size() : map.channels();
    }

    String expression(String value) {
        return torchscript.formatted(value);
    }

    /** As options and files write it: in lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
