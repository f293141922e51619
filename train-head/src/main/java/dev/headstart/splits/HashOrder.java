package dev.headstart.splits;

import dev.headstart.embeddings.Sample;
import dev.headstart.weights.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** An order that a seed decides, and nothing but the names of what is ordered. */
final class HashOrder {
    private HashOrder() {}

    /** Each class's rows in the order of a hash of their paths. */
    static SortedMap<String, List<Integer>> byClass(List<Sample> rows, List<Integer> indexes, long seed) {
        SortedMap<String, List<Integer>> classes = indexes.stream()
                .collect(Collectors.groupingBy(i -> Objects.requireNonNull(rows.get(i).label()), TreeMap::new,
                        Collectors.toList()));
        classes.replaceAll((_, members) -> sorted(members, i -> rows.get(i).path(), seed));
        return classes;
    }

    static <T> List<T> sorted(List<T> items, Function<T, String> name, long seed) {
        return items.stream()
                .map(item -> Map.entry(hash(name.apply(item), seed), item))
                .sorted(Comparator.comparing(Map.Entry::getKey))
                .map(Map.Entry::getValue)
                .toList();
    }

    private static String hash(String name, long seed) {
        return Sha256.of((seed + "/" + name).getBytes(StandardCharsets.UTF_8));
    }
}
