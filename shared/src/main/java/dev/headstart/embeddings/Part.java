package dev.headstart.embeddings;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The parts of a split: what is learnt from, chosen by, and measured on. */
public enum Part {
    TRAIN,
    VAL,
    TEST;

    /** What others call them. */
    private static final Map<String, Part> ALIASES = Map.of("training", TRAIN, "valid", VAL, "validation", VAL, "dev",
            VAL);

    /** Of a name as folders and columns have it, in any case. */
    public static Optional<Part> of(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        for (Part part : values()) {
            if (part.label().equals(lower)) {
                return Optional.of(part);
            }
        }
        return Optional.ofNullable(ALIASES.get(lower));
    }

    /** {@code train}, {@code val} or {@code test}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
