package dev.headstart.trainhead;

import dev.headstart.cli.UserException;
import dev.headstart.embeddings.Embedding;
import dev.headstart.weights.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which rows a head learns from and which it is measured on.
 *
 * @param heldOut name of the held-out part: {@code val}, or {@code test} where there is no {@code val}
 */
record Split(List<Embedding> train, List<Embedding> validation, String heldOut) {

    /**
     * By the rows' own splits if they have them; else a fraction of each class, taken by a hash of the path, so that every class is on
     * both sides, moving the folder changes nothing, and new pictures move few others.
     *
     * @param rows all with a label
     * @param fraction of each class that is held out, in (0, 1)
     */
    static Split of(List<Embedding> rows, double fraction, long seed) {
        if (rows.stream().anyMatch(r -> r.split() != null)) {
            return given(rows);
        }
        List<Embedding> train = new ArrayList<>();
        List<Embedding> validation = new ArrayList<>();
        Map<String, List<Embedding>> classes = rows.stream()
                .collect(Collectors.groupingBy(r -> Objects.requireNonNull(r.label()), TreeMap::new,
                        Collectors.toList()));
        classes.forEach((label, members) -> {
            if (members.size() < 2) {
                throw new UserException("class '" + label
                        + "' has one row: it cannot be both learnt from and measured on; add pictures or leave the class out");
            }
            List<Embedding> ordered = members.stream().sorted(Comparator.comparing(r -> hash(r.path(), seed))).toList();
            int held = Math.clamp(Math.round(members.size() * fraction), 1, members.size() - 1);
            validation.addAll(ordered.subList(0, held));
            train.addAll(ordered.subList(held, ordered.size()));
        });
        return new Split(train, validation, "val");
    }

    private static Split given(List<Embedding> rows) {
        String heldOut = rows.stream().anyMatch(r -> "val".equals(r.split())) ? "val" : "test";
        List<Embedding> train = rows.stream().filter(r -> "train".equals(r.split())).toList();
        List<Embedding> validation = rows.stream().filter(r -> heldOut.equals(r.split())).toList();
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
