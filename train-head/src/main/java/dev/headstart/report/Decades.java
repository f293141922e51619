package dev.headstart.report;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A logarithmic axis that is marked at powers of ten. */
final class Decades {
    private static final int MOST = 6;
    private static final int PLAIN = 3;

    private Decades() {}

    /** As an option of a plot's scale. */
    static Map<String, Object> axis(String name, double from, double to) {
        int first = (int) Math.ceil(Math.log10(from) - 1e-9);
        int last = (int) Math.floor(Math.log10(to) + 1e-9);
        int step = Math.ceilDiv(Math.max(1, last - first), MOST);
        List<Integer> powers = IntStream.rangeClosed(first, last).filter(p -> p % step == 0).boxed().toList();
        return Map.of("name", name, "trans", "log10", "breaks", powers.stream().map(p -> Math.pow(10, p)).toList(),
                "labels", powers.stream().map(Decades::label).toList());
    }

    private static String label(int power) {
        if (Math.abs(power) >= PLAIN) {
            return "1e" + power;
        }
        return power < 0 ? "0." + "0".repeat(-power - 1) + "1" : "1" + "0".repeat(power);
    }
}
