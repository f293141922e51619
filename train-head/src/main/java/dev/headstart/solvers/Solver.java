package dev.headstart.solvers;

import java.io.IOException;
import java.util.List;

/** A way to train heads. */
public interface Solver {

    /** Takes heads as they are found. */
    @FunctionalInterface
    interface Sink {
        /**
         * @param setting index of the setting
         * @param learner index of the learner
         */
        void accept(int setting, int learner, Classifier head);

        /**
         * Told how far the work has come, by solvers that know it before a head is done.
         *
         * @param share of the whole, from 0 to 1, as far as can be foreseen
         */
        default void reached(double share) {}
    }

    /** Trains every learner of a problem with every setting. */
    void fit(Problem problem, List<Setting> settings, Sink sink) throws IOException;
}
