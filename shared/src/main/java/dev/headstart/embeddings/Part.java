package dev.headstart.embeddings;

import dev.headstart.cli.Nearest;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The parts of a split: what is learnt from, chosen by, and measured on. */
public enum Part {
    TRAIN,
    VAL,
    TEST;

    /** What others call them. */
    private static final Map<String, Part> ALIASES = Map.of("training", TRAIN, "valid", VAL, "validation", VAL, "dev",
            VAL, "testing", TEST, "holdout", TEST, "hold-out", TEST, "hold_out", TEST);

    /** Of a name as folders and columns have it, in any case, whatever spaces stand around it. */
    public static Optional<Part> of(String name) {
        String lower = name.strip().toLowerCase(Locale.ROOT);
        for (Part part : values()) {
            if (part.label().equals(lower)) {
                return Optional.of(part);
            }
        }
        return Optional.ofNullable(ALIASES.get(lower));
    }

    /** The known name that is nearest to an unknown one. */
    public static String nearest(String name) {
        Set<String> known = new TreeSet<>(ALIASES.keySet());
        for (Part part : values()) {
            known.add(part.label());
        }
        return Nearest.one(name.strip().toLowerCase(Locale.ROOT), known);
    }

    /** {@code train}, {@code val} or {@code test}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
