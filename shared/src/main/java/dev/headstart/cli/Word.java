package dev.headstart.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** An enum's constants as options and files write them: in lower case. */
public final class Word {
    private Word() {}

    public static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** @throws UserException if there is no such constant: a file may come from another version */
    public static <E extends Enum<E>> E parse(Class<E> type, String word) {
        E[] constants = type.getEnumConstants();
        return Arrays.stream(constants)
                .filter(c -> of(c).equals(word))
                .findFirst()
                .orElseThrow(() -> new UserException("'" + word + "' is none of "
                        + Arrays.stream(constants).map(Word::of).collect(Collectors.joining(", "))
                        + "; was the file made by another version?"));
    }
}
