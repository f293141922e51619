package dev.headstart.trainhead;

import dev.headstart.cli.Quote;
import dev.headstart.embeddings.Embeddings;
import dev.headstart.embeddings.Sample;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Classes whose names look like one another's: they differ in case, in spaces, or in Unicode form only. macOS writes an accent as a character
 * of its own, for example. Such names may mean one class, but only the user knows.
 *
 * @param groups the names of each, that of most rows first
 */
record SimilarClasses(List<List<String>> groups) {
    private static final int MOST_NOTES = 5;
    private static final String SPACE = "spaces or characters that cannot be seen";
    private static final Pattern UNSEEN = Pattern.compile("\\p{Cf}");
    private static final Pattern SPACES = Pattern.compile("[\\s\\p{Z}]+");

    static SimilarClasses of(List<Sample> rows) {
        Map<String, Long> counts = rows.stream()
                .map(Sample::label)
                .flatMap(Stream::ofNullable)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        Map<String, List<String>> names = new LinkedHashMap<>();
        counts.keySet()
                .stream()
                .sorted()
                .forEach(name -> names.computeIfAbsent(essence(name), _ -> new ArrayList<>()).add(name));
        return new SimilarClasses(names.values()
                .stream()
                .filter(similar -> similar.size() > 1)
                .map(similar -> similar.stream()
                        .sorted(Comparator.comparing(n -> -counts.getOrDefault(n, 0L)))
                        .toList())
                .toList());
    }

    /** What is left of a name without case, spaces around it or doubled, what cannot be seen, and Unicode form. */
    private static String essence(String name) {
        return withoutCase(withoutSpaces(composed(name)));
    }

    private static String composed(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC);
    }

    private static String withoutSpaces(String name) {
        return SPACES.matcher(UNSEEN.matcher(name).replaceAll("")).replaceAll(" ").strip();
    }

    /** Up and down again: some letters have two small forms, and some none. */
    private static String withoutCase(String name) {
        return composed(name.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT));
    }

    /**
     * Says which names are alike, a sentence for each group.
     *
     * @param joined whether they are made one
     */
    List<String> notes(boolean joined) {
        List<String> notes = new ArrayList<>();
        for (List<String> group : groups.subList(0, Math.min(MOST_NOTES, groups.size()))) {
            notes.add(shown(group) + " differ in " + difference(group) + " only"
                    + (joined ? ", and are joined" : "; --join-similar-classes makes them one class"));
        }
        if (groups.size() > MOST_NOTES) {
            notes.add("so do " + (groups.size() - MOST_NOTES) + " more groups of classes");
        }
        return notes;
    }

    private static String difference(List<String> names) {
        if (isOne(names, SimilarClasses::composed)) {
            return "Unicode form";
        }
        if (isOne(names, name -> withoutCase(composed(name)))) {
            return "case";
        }
        return isOne(names, name -> withoutSpaces(composed(name))) ? SPACE : "case and " + SPACE;
    }

    private static boolean isOne(List<String> names, UnaryOperator<String> without) {
        return names.stream().map(without).distinct().count() == 1;
    }

    /** The names in quotes. Where they differ in what is not ASCII, or cannot be seen, they show its code points. */
    private static String shown(List<String> names) {
        int before = names.getFirst().length();
        int behind = before;
        for (String name : names) {
            before = Math.min(before, alike(names.getFirst(), name));
        }
        for (String name : names) {
            int most = Math.min(names.getFirst().length(), name.length()) - before;
            behind = Math.min(behind, Math.min(most, alike(reversed(names.getFirst()), reversed(name))));
        }
        List<String> shown = new ArrayList<>();
        for (String name : names) {
            String middle = name.substring(before, name.length() - behind);
            shown.add("'" + Quote.of(name.substring(0, before)) + escaped(middle)
                    + Quote.of(name.substring(name.length() - behind)) + "'");
        }
        return String.join(" and ", shown);
    }

    private static int alike(String a, String b) {
        int i = 0;
        while (i < Math.min(a.length(), b.length()) && a.charAt(i) == b.charAt(i)) {
            i++;
        }
        return i;
    }

    private static String reversed(String name) {
        return new StringBuilder(name).reverse().toString();
    }

    private static String escaped(String part) {
        return part.chars()
                .mapToObj(
                        c -> c >= ' ' && c <= '~' ? String.valueOf((char) c) : String.format(Locale.ROOT, "\\u%04x", c))
                .collect(Collectors.joining());
    }

    /** The same rows, each group under the name that most of its rows have. */
    Embeddings joined(Embeddings contents) {
        Map<String, String> names = new HashMap<>();
        groups.forEach(group -> group.forEach(name -> names.put(name, group.getFirst())));
        return new Embeddings(contents.origin(),
                contents.rows()
                        .stream()
                        .map(row -> row.label() == null ? row
                                : new Sample(row.path(), names.getOrDefault(row.label(), row.label()), row.split(),
                                        row.group()))
                        .toList(),
                contents.integerLabels(), contents.numbers());
    }
}
