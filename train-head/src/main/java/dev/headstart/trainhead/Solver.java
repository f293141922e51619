package dev.headstart.trainhead;

import dev.headstart.head.LinearHead;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;

/** A way to fit heads. Each penalises {@code l2 / 2 * |W|^2} beside the mean cross-entropy, the bias free. */
enum Solver {
    /** Softmax regression, all penalties and folds at once. */
    LINEAR {
        @Override
        List<LinearHead> fit(Samples samples, int classes, List<SoftmaxRegression.Member> members, IntConsumer done)
                throws IOException {
            try (SoftmaxRegression regression = new SoftmaxRegression(samples, classes)) {
                return regression.fit(members, done);
            }
        }
    },
    /** Smile's logistic regression, one after the other. */
    LOGISTIC {
        @Override
        List<LinearHead> fit(Samples samples, int classes, List<SoftmaxRegression.Member> members, IntConsumer done) {
            List<LinearHead> heads = new ArrayList<>();
            for (SoftmaxRegression.Member member : members) {
                heads.add(SmileLogistic.fit(samples.subset(member.rows()), classes, member.l2()));
                done.accept(1);
            }
            return heads;
        }
    };

    /**
     * @param members what to fit, by penalty and rows of the samples
     * @param done told how many more are fitted, as they are
     */
    abstract List<LinearHead> fit(Samples samples, int classes, List<SoftmaxRegression.Member> members,
            IntConsumer done) throws IOException;

    /** As {@code --head} takes it. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
