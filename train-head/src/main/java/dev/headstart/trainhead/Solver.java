package dev.headstart.trainhead;

import dev.headstart.head.LinearHead;
/** A way to fit a head. Each penalises {@code l2 / 2 * |W|^2} beside the mean cross-entropy, the bias free. */
enum Solver {
    LINEAR {
        @Override
        LinearHead fit(Samples train, int classes, double l2) {
            return SoftmaxRegression.fit(train, classes, l2);
        }
    },
    LOGISTIC {
        @Override
        LinearHead fit(Samples train, int classes, double l2) {
            return SmileLogistic.fit(train, classes, l2);
        }
    };

    abstract LinearHead fit(Samples train, int classes, double l2);
}
