package dev.headstart.solvers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.headstart.splits.Samples;
import dev.headstart.torchscript.Devices;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/**
 * Softmax regression to its optimum: {@code mean cross-entropy + l2/2 |W|^2}, the bias free.
 *
 * <p>All learners of a problem go down one path of penalties together, from the largest on: a step reads the features once for all of
 * them. The optimum at a penalty, drawn on from the two before it, is all but that of the next, and what L-BFGS has learnt of the
 * curvature there holds here, but for the penalty's own, which is known. So a penalty more costs a few steps, where the smallest alone
 * would take hundreds; where the penalties asked for lie far apart, stepping stones are laid between them.
 */
public record SoftmaxRegression(Effort effort) implements Solver {
    private static final double STONE_RATIO = 16;
    private static final double STONE_TOLERANCE = 1e-3;

    /** @param setting index of the setting, or -1 of a stepping stone */
    private record Stop(double l2, int setting) {}

    @Override
    public void fit(Problem problem, List<Setting> settings, Sink sink) throws IOException {
        Samples samples = problem.samples();
        int classes = problem.classes();
        Devices.useThreads(1);
        try (NDManager manager = NDManager.newBaseManager(); Lanes lanes = new Lanes()) {
            NDArray x = samples.features(manager);
            Normalization.Scaling scaling = problem.normalization().apply(x);
            Eigenbasis basis = Eigenbasis.of(x, lanes);
            List<float[]> shares = IntStream.range(0, problem.learners().size()).mapToObj(problem::shares).toList();
            try (CrossEntropy loss = new CrossEntropy(basis.features(), samples.labels(), classes, shares, lanes)) {
                List<Descent> descents = new ArrayList<>();
                for (int l = 0; l < shares.size(); l++) {
                    descents.add(new Descent(l, basis.directions(), classes));
                }
                for (Stop stop : path(settings, basis.scale())) {
                    descend(descents, loss, stop, lanes);
                    if (stop.setting() >= 0) {
                        for (int l = 0; l < descents.size(); l++) {
                            sink.accept(stop.setting(), l, new LinearClassifier(problem.normalization()
                                    .fold(basis.head(descents.get(l).theta(), classes), scaling)));
                        }
                    }
                }
            }
        }
    }

    /** @param begin a penalty that leaves next to nothing to learn */
    private static List<Stop> path(List<Setting> settings, double begin) {
        List<Stop> wanted = IntStream.range(0, settings.size())
                .mapToObj(s -> new Stop(settings.get(s).requirePenalty(), s))
                .sorted(Comparator.comparingDouble(Stop::l2).reversed())
                .toList();
        List<Stop> path = new ArrayList<>();
        double at = begin * STONE_RATIO;
        for (Stop stop : wanted) {
            while (at / STONE_RATIO > Math.max(stop.l2(), Descent.SMALLEST_PENALTY) * STONE_RATIO) {
                at /= STONE_RATIO;
                path.add(new Stop(at, -1));
            }
            path.add(stop);
            at = Math.min(at, stop.l2());
        }
        return path;
    }

    private void descend(List<Descent> descents, CrossEntropy loss, Stop stop, Lanes lanes) {
        double tolerance = stop.setting() < 0 ? STONE_TOLERANCE : effort.tolerance();
        List<CrossEntropy.Point> starts = each(descents, (d, _) -> d.begin(stop.l2()), lanes);
        List<CrossEntropy.Value> values = loss.at(starts, true);
        List<Boolean> arrived = each(descents, (d, i) -> {
            d.started(values.get(i));
            return d.arrived(tolerance);
        }, lanes);
        List<Descent> active = without(descents, arrived);
        while (!active.isEmpty()) {
            List<CrossEntropy.Value> there = loss.at(each(active, (d, _) -> d.trial(), lanes), false);
            active = without(active, each(active, (d, i) -> {
                d.tried(there.get(i));
                return d.arrived(tolerance);
            }, lanes));
        }
        descents.forEach(Descent::rest);
    }

    private static <T> List<T> each(List<Descent> descents, BiFunction<Descent, Integer, T> what, Lanes lanes) {
        return lanes.run(descents.size(), i -> what.apply(descents.get(i), i));
    }

    private static List<Descent> without(List<Descent> descents, List<Boolean> arrived) {
        return IntStream.range(0, descents.size()).filter(i -> !arrived.get(i)).mapToObj(descents::get).toList();
    }
}
