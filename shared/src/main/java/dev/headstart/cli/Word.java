package dev.headstart.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** An enum's constants as options and files write them: in lower case. */
public final class Word {
    private Word() {}

    public static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** Those of all constants of an enum, in their order. */
    public static List<String> all(Class<?> type) {
        return Arrays.stream(type.getEnumConstants()).map(c -> of((Enum<?>) c)).toList();
    }

    /** @throws UserException if there is no such constant: a file may come from another version */
    public static <E extends Enum<E>> E parse(Class<E> type, String word) {
        return Arrays.stream(type.getEnumConstants())
                .filter(c -> of(c).equals(word))
                .findFirst()
                .orElseThrow(() -> new UserException("'" + word + "' is none of " + String.join(", ", all(type))
                        + "; was the file made by another version?"));
    }
}
