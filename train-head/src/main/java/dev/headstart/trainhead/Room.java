package dev.headstart.trainhead;

import dev.headstart.cli.UserException;
import dev.headstart.machine.PhysicalMemory;
import dev.headstart.sweep.HeadKind;
import dev.headstart.sweep.Recipe;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.util.Locale;

/**
 * Whether there is memory for a training: for what grows with rows times classes, and with classes times the numbers of an embedding. It
 * counts what is certainly in memory at once and nothing else, so that no training is refused that would have gone well.
 *
 * @param heap bytes of Java's heap that large arrays may take: with some collectors, a part of the heap is for young objects alone
 * @param machine bytes that the machine has
 */
record Room(long heap, long machine) {
    /** Bytes of a class's measures, of each head on each fold. */
    private static final int MEASURES = 44;
    /** Of a learner on the way to its optimum: where it is, where it was, where it tries, its slope, curvature and direction. */
    private static final int POINTS = 6;
    private static final long LONGEST_ARRAY = Integer.MAX_VALUE - 8;
    private static final double GB = 1e9;
    /** Of a heap of so many times the size of the arrays, two thirds hold the arrays and some more. */
    private static final double HEAP_FOR_ARRAYS = 1.6;

    static Room here() {
        long heap = ManagementFactory.getMemoryPoolMXBeans()
                .stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getUsage().getMax())
                .max()
                .orElseThrow();
        return new Room(heap, PhysicalMemory.bytes());
    }

    /** @throws UserException if there is not enough, saying what is needed and what can be done */
    void require(Parts parts, Recipe recipe) {
        long classes = parts.classes().size();
        long asked = parts.folds().stream().mapToLong(f -> f.validation().length).sum();
        long together = Math.max(parts.test().size(), parts.crossValidated() ? parts.known().size() : asked);
        if (together * classes > LONGEST_ARRAY) {
            throw refusal(parts, String.format(Locale.ROOT,
                    "%,d rows would be measured on, and no more than %,d can be", together, LONGEST_ARRAY / classes));
        }
        double heads = recipe.candidates();
        // What the best head says is kept while another is asked, or while the best is asked again at the end.
        int kept = heads > 1 || parts.test().size() == 0 ? 2 : 1;
        double logits = (double) Float.BYTES * classes * (kept * asked + parts.test().size());
        double weight = (double) Float.BYTES * classes * parts.known().dimension();
        double java = logits + weight + heads * parts.folds().size() * classes * MEASURES;
        if (java > heap && java <= machine) {
            throw refusal(parts, String.format(Locale.ROOT,
                    "training takes %.1f GB of Java's heap at least, which has room for %.1f; HEADSTART_JVM_OPTIONS=-Xmx%.0fg gives it more",
                    java / GB, heap / GB, Math.ceil(HEAP_FOR_ARRAYS * java / (1L << 30))));
        }
        double all = java + outsideJava(parts, recipe);
        if (all > machine) {
            throw refusal(parts, String.format(Locale.ROOT, "training takes %.1f GB at least, and the machine has %.1f",
                    all / GB, machine / GB));
        }
    }

    private static UserException refusal(Parts parts, String what) {
        return new UserException(String.format(Locale.ROOT,
                "%,d rows in %,d classes: %s; or take fewer classes (--classes), fewer rows, or a smaller layer",
                parts.known().size() + parts.test().size(), parts.classes().size(), what));
    }

    /** Tensors of the kind of head that takes the most, and the features that it learns from. */
    private static double outsideJava(Parts parts, Recipe recipe) {
        double classes = parts.classes().size();
        double dimension = parts.known().dimension();
        double learnt = parts.folds().stream().mapToInt(f -> f.train().length).max().orElse(0);
        double most = 0;
        for (HeadKind kind : recipe.kinds()) {
            most = Math.max(most, switch (kind) {
                case LINEAR -> Float.BYTES * POINTS * parts.folds().size() * classes * Math.min(dimension, learnt);
                case RIDGE, CENTROID -> Double.BYTES * learnt * classes;
                case LOGISTIC, KNN, MLP -> 0;
            });
        }
        return most + 2 * Float.BYTES * dimension * parts.known().size();
    }
}
