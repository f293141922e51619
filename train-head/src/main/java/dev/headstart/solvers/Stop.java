package dev.headstart.solvers;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A penalty on the way from the largest to the smallest.
 *
 * @param setting index of the setting that asks for it, or -1 of a stepping stone
 * @param tolerance what may be left to gain there, as a part of the loss
 */
record Stop(double l2, int setting, double tolerance) {
    private static final double STONE_RATIO = 16;
    private static final double STONE_TOLERANCE = 1e-3;
    private static final int STONE = -1;

    boolean wanted() {
        return setting != STONE;
    }

    /** About how many steps it takes, in proportion. */
    double weight() {
        return -Math.log(tolerance);
    }

    /**
     * All stops for some settings, with stepping stones where they lie far apart.
     *
     * @param begin a penalty that leaves next to nothing to learn
     */
    static List<Stop> path(List<Setting> settings, double begin, Effort effort) {
        List<Stop> wanted = IntStream.range(0, settings.size())
                .mapToObj(s -> new Stop(settings.get(s).requirePenalty(), s, effort.tolerance()))
                .sorted(Comparator.comparingDouble(Stop::l2).reversed())
                .toList();
        List<Stop> path = new ArrayList<>();
        double at = begin * STONE_RATIO;
        for (Stop stop : wanted) {
            while (at / STONE_RATIO > Math.max(stop.l2(), Descent.SMALLEST_PENALTY) * STONE_RATIO) {
                at /= STONE_RATIO;
                path.add(new Stop(at, STONE, STONE_TOLERANCE));
            }
            path.add(stop);
            at = Math.min(at, stop.l2());
        }
        return path;
    }
}
