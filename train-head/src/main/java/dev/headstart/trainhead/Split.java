package dev.headstart.trainhead;

import dev.headstart.cli.UserException;
import dev.headstart.embeddings.Row;
import dev.headstart.weights.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which rows a head learns from and which it is measured on, by their index.
 *
 * @param heldOut name of the held-out part: {@code val}, or {@code test} where there is no {@code val}
 */
record Split(List<Integer> train, List<Integer> validation, String heldOut) {

    /**
     * By the rows' own splits if they have them; else a fraction of each class, taken by a hash of the path, so that every class is on
     * both sides, moving the folder changes nothing, and new pictures move few others. Rows without a label are on neither side.
     *
     * @param fraction of each class that is held out, in (0, 1)
     */
    static Split of(List<Row> rows, double fraction, long seed) {
        List<Integer> labelled = IntStream.range(0, rows.size())
                .filter(i -> rows.get(i).label() != null)
                .boxed()
                .toList();
        if (labelled.stream().anyMatch(i -> rows.get(i).split() != null)) {
            return given(rows, labelled);
        }
        List<Integer> train = new ArrayList<>();
        List<Integer> validation = new ArrayList<>();
        Map<String, List<Integer>> classes = labelled.stream()
                .collect(Collectors.groupingBy(i -> Objects.requireNonNull(rows.get(i).label()), TreeMap::new,
                        Collectors.toList()));
        classes.forEach((label, members) -> {
            if (members.size() < 2) {
                throw new UserException("class '" + label
                        + "' has one row: it cannot be both learnt from and measured on; add pictures or leave the class out");
            }
            List<Integer> ordered = members.stream()
                    .sorted(Comparator.comparing(i -> hash(rows.get(i).path(), seed)))
                    .toList();
            int held = Math.clamp(Math.round(members.size() * fraction), 1, members.size() - 1);
            validation.addAll(ordered.subList(0, held));
            train.addAll(ordered.subList(held, ordered.size()));
        });
        return new Split(train, validation, "val");
    }

    private static Split given(List<Row> rows, List<Integer> labelled) {
        String heldOut = labelled.stream().anyMatch(i -> "val".equals(rows.get(i).split())) ? "val" : "test";
        List<Integer> train = labelled.stream().filter(i -> "train".equals(rows.get(i).split())).toList();
        List<Integer> validation = labelled.stream().filter(i -> heldOut.equals(rows.get(i).split())).toList();
        if (train.isEmpty() || validation.isEmpty()) {
            throw new UserException("column 'split' has " + train.size() + " rows of 'train' and " + validation.size()
                    + " of '" + heldOut + "'; both are needed");
        }
        return new Split(train, validation, heldOut);
    }

    private static String hash(String path, long seed) {
        return Sha256.of((seed + "/" + path).getBytes(StandardCharsets.UTF_8));
    }
}
