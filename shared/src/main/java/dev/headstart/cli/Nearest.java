package dev.headstart.cli;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.stream.Collectors;

/** The words nearest to a mistyped one. */
public final class Nearest {
    private Nearest() {}

    /** The three nearest of {@code known}, nearest first, joined by commas. */
    public static String of(String word, Collection<String> known) {
        return known.stream().sorted(order(word)).limit(3).collect(Collectors.joining(", "));
    }

    /** The nearest of {@code known}, of which there is at least one. */
    public static String one(String word, Collection<String> known) {
        return Collections.min(known, order(word));
    }

    private static Comparator<String> order(String word) {
        return Comparator.comparingInt((String k) -> distance(word, k)).thenComparing(Comparator.naturalOrder());
    }

    /** Levenshtein's edit distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int substitute = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(substitute, 1 + Math.min(above, row[j - 1]));
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
