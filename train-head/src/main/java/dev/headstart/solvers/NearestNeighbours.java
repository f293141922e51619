package dev.headstart.solvers;

import java.util.List;

/** The classes of the rows nearest by cosine vote. All settings of a learner look at one ranking of its rows. */
public final class NearestNeighbours implements Solver {
    @Override
    public void fit(Problem problem, List<Setting> settings, Sink sink) {
        Normalization.Scaling scaling;
        try (Features features = Features.of(problem)) {
            scaling = features.scaling();
        }
        int most = settings.stream().mapToInt(NearestNeighbours::count).max().orElse(1);
        for (int l = 0; l < problem.learners().size(); l++) {
            Learner learner = Learner.of(problem, l);
            Neighbours neighbours = new Neighbours(problem.samples().subset(learner.seen()), scaling, most);
            for (int s = 0; s < settings.size(); s++) {
                sink.accept(s, l, new Votes(neighbours, learner, count(settings.get(s))));
            }
        }
    }

    private static int count(Setting setting) {
        return (int) setting.require(Knob.NEIGHBOURS);
    }
}
