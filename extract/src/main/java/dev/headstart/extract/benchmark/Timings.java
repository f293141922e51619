package dev.headstart.extract.benchmark;

import dev.headstart.extract.benchmark.Stopwatch.Lap;
import dev.headstart.torchscript.Precision;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** All laps so far, and what follows from them. */
final class Timings {
    private final Map<Key, List<Lap>> laps = new LinkedHashMap<>();

    private record Key(Measure measure, String arch, Contender contender) {}

    /**
     * A contender beside {@code extract}.
     *
     * @param precision of {@code extract}; the contender's own is in its name
     * @param ratio how many times as fast {@code extract} is, by the medians
     * @param ofIdeal rate of a whole run over {@code 1/(1/a + 1/b)}, its halves' rates alone; only of whole runs whose halves were measured
     */
    record Comparison(Measure measure, String arch, Precision precision, Contender contender, List<Lap> laps,
            double ratio, OptionalDouble ofIdeal) {
        double median() {
            return rate(laps);
        }
    }

    void add(Trial trial, Contender contender, Lap lap) {
        laps.computeIfAbsent(new Key(trial.measure(), trial.arch(), contender), _ -> new ArrayList<>()).add(lap);
    }

    /** Each of {@code extract}'s precisions with those to compare it with: itself, the tutorial's loop, and its equals in precision. */
    List<Comparison> comparisons() {
        List<Comparison> comparisons = new ArrayList<>();
        for (Key ours : laps.keySet()) {
            if (ours.contender() instanceof Ours(Precision precision)) {
                laps.keySet()
                        .stream()
                        .filter(k -> k.measure() == ours.measure() && k.arch().equals(ours.arch()))
                        .filter(k -> k.equals(ours) || isRival(k.contender(), precision))
                        .map(k -> new Comparison(k.measure(), k.arch(), precision, k.contender(), of(k),
                                rate(of(ours)) / rate(of(k)), ofIdeal(k)))
                        .forEach(comparisons::add);
            }
        }
        return comparisons;
    }

    private static boolean isRival(Contender contender, Precision precision) {
        return contender instanceof Peer peer && (peer.mode() == Peer.Mode.EAGER || peer.precision() == precision);
    }

    private OptionalDouble ofIdeal(Key whole) {
        List<Lap> network = of(new Key(Measure.BACKBONE, whole.arch(), whole.contender()));
        List<Lap> load = laps.entrySet()
                .stream()
                .filter(e -> e.getKey().measure() == Measure.LOAD
                        && e.getKey().contender().getClass() == whole.contender().getClass())
                .flatMap(e -> e.getValue().stream())
                .toList();
        return whole.measure() != Measure.WHOLE || network.isEmpty() || load.isEmpty() ? OptionalDouble.empty()
                : OptionalDouble.of(rate(of(whole)) * (1 / rate(network) + 1 / rate(load)));
    }

    private List<Lap> of(Key key) {
        return laps.getOrDefault(key, List.of());
    }

    private static double rate(List<Lap> laps) {
        return Median.of(laps.stream().map(Lap::rate).toList());
    }
}
