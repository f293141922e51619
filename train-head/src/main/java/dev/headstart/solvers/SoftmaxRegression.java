package dev.headstart.solvers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.headstart.head.LinearHead;
import java.io.IOException;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.DoubleConsumer;
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

    @Override
    public void fit(Problem problem, List<Setting> settings, Sink sink) throws IOException {
        int[] labels = problem.samples().labels();
        int classes = problem.classes();
        try (Features features = Features.of(problem); Lanes lanes = new Lanes()) {
            Eigenbasis basis = Eigenbasis.of(features.x(), lanes);
            List<float[]> shares = IntStream.range(0, problem.learners().size()).mapToObj(problem::shares).toList();
            try (CrossEntropy loss = new CrossEntropy(basis.features(), labels, classes, shares, lanes);
                    Moves moves = new Moves();
                    NDArray start = features.manager().zeros(new Shape(basis.directions() + 1, classes))) {
                List<Descent> descents = IntStream.range(0, shares.size())
                        .mapToObj(l -> new Descent(l, shares.size(), start, moves))
                        .toList();
                List<Stop> path = Stop.path(settings, basis.scale(), effort);
                double way = path.stream().mapToDouble(Stop::weight).sum();
                double gone = 0;
                for (Stop stop : path) {
                    double before = gone;
                    descend(descents, loss, stop, lanes, part -> sink.reached((before + part * stop.weight()) / way));
                    gone += stop.weight();
                    for (int l = 0; stop.wanted() && l < descents.size(); l++) {
                        LinearHead head = basis.head(descents.get(l).theta());
                        sink.accept(stop.setting(), l, features.classifier(head));
                    }
                }
            }
        }
    }

    /** @param reached told how much of the way to this stop is behind, from 0 to 1 */
    private static void descend(List<Descent> descents, CrossEntropy loss, Stop stop, Lanes lanes,
            DoubleConsumer reached) {
        List<CrossEntropy.Value> values = loss.at(each(descents, (d, _) -> d.begin(stop), lanes), true);
        List<Descent> active = without(descents, each(descents, (d, i) -> d.started(values.get(i)), lanes));
        while (!active.isEmpty()) {
            List<CrossEntropy.Value> there = loss.at(each(active, (d, _) -> d.trial(), lanes), false);
            active = without(active, each(active, (d, i) -> d.tried(there.get(i)), lanes));
            reached.accept(descents.stream().mapToDouble(Descent::progress).average().orElse(1));
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
