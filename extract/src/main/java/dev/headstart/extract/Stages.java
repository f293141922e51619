package dev.headstart.extract;

import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** Where the workers' time goes. */
final class Stages {
    enum Stage {
        READ,
        DECODE,
        RESIZE,
        NETWORK,
        WRITE;

        /** As the summary names it: in lower case. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Map<Stage, LongAdder> nanos = new EnumMap<>(Stage.class);

    Stages() {
        for (Stage stage : Stage.values()) {
            nanos.put(stage, new LongAdder());
        }
    }

    /** Counts the time since {@code start} to a stage; returns the time now. */
    long add(Stage stage, long start) {
        long now = System.nanoTime();
        adder(stage).add(now - start);
        return now;
    }

    private LongAdder adder(Stage stage) {
        return Objects.requireNonNull(nanos.get(stage));
    }

    private double share(Stage stage) {
        long all = nanos.values().stream().mapToLong(LongAdder::sum).sum();
        return all == 0 ? 0 : (double) adder(stage).sum() / all;
    }

    /** How busy the network is: {@code network 84 %}. */
    String network() {
        return "network " + percent(Stage.NETWORK);
    }

    /** {@code network 84 %, decode 12 %, resize 3 %}: what takes longest first, what takes nothing not at all. */
    String describe() {
        return Arrays.stream(Stage.values())
                .sorted(Comparator.comparingDouble((Stage s) -> -share(s)))
                .filter(s -> share(s) >= 0.005)
                .map(s -> s + " " + percent(s))
                .collect(Collectors.joining(", "));
    }

    private String percent(Stage stage) {
        return Math.round(100 * share(stage)) + " %";
    }
}
