package dev.headstart.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A part of the rows in which small classes are not lost. */
final class Spread {
    private Spread() {}

    /**
     * One of each class, a second of each, and so on.
     *
     * @param labels class numbers
     * @param most how many to take
     * @return positions, ascending
     */
    static int[] over(int[] labels, int most) {
        Map<Integer, List<Integer>> classes = new TreeMap<>();
        for (int i = 0; i < labels.length; i++) {
            classes.computeIfAbsent(labels[i], _ -> new ArrayList<>()).add(i);
        }
        List<Integer> taken = new ArrayList<>();
        for (int round = 0; taken.size() < Math.min(most, labels.length); round++) {
            for (List<Integer> members : classes.values()) {
                if (round < members.size() && taken.size() < most) {
                    taken.add(members.get(round));
                }
            }
        }
        return taken.stream().mapToInt(Integer::intValue).sorted().toArray();
    }
}
