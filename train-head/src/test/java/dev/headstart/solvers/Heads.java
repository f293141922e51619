package dev.headstart.solvers;

import dev.headstart.head.LinearHead;
import java.io.IOException;
import java.util.List;

/** Fits all settings and learners and gives the heads in that order. */
final class Heads {
    private Heads() {}

    static List<LinearHead> fit(Solver solver, Problem problem, List<Setting> settings) throws IOException {
        LinearHead[] heads = new LinearHead[settings.size() * problem.learners().size()];
        solver.fit(problem, settings,
                (s, l, head) -> heads[s * problem.learners().size() + l] = ((LinearClassifier) head).head());
        return List.of(heads);
    }
}
