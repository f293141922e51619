package dev.headstart.metrics;

import dev.headstart.splits.Samples;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * How good a head is on some samples.
 *
 * @param topFive share of samples whose class is among the five most probable
 * @param low of accuracy's 95 % interval (Wilson's)
 * @param high of accuracy's 95 % interval
 * @param macroF1 mean F1 of the classes that are there or were predicted
 * @param logLoss mean cross-entropy, nats
 * @param calibrationError expected calibration error over fifteen bins of equal width
 */
public record Measures(int samples, int correct, double accuracy, double low, double high, double topFive,
        double macroF1, double logLoss, double calibrationError, List<ClassMeasures> classes) {
    private static final int BINS = 15;
    private static final int TOP = 5;
    private static final double SMALLEST = 1e-15;

    /**
     * @param support samples of the class
     * @param f1 of precision and recall; of several heads the mean, which is not that of their mean precision and recall
     */
    public record ClassMeasures(int support, double precision, double recall, double f1) {
        static ClassMeasures of(int support, int predicted, int hit) {
            return new ClassMeasures(support, ratio(hit, predicted), ratio(hit, support),
                    ratio(2 * hit, support + predicted));
        }

        private static double ratio(int part, int of) {
            return of == 0 ? 0 : (double) part / of;
        }
    }

    public static Measures of(Predictions predictions) {
        Samples samples = predictions.samples();
        int k = samples.classes();
        int n = samples.size();
        int[] support = new int[k];
        int[] predicted = new int[k];
        int[] hit = new int[k];
        double[] binConfidence = new double[BINS];
        int[] binHits = new int[BINS];
        double loss = 0;
        int five = 0;
        for (int i = 0; i < n; i++) {
            double[] p = predictions.probabilities(i);
            int label = samples.labels()[i];
            int best = 0;
            int better = 0;
            for (int c = 0; c < k; c++) {
                best = p[c] > p[best] ? c : best;
                better += p[c] > p[label] ? 1 : 0;
            }
            support[label]++;
            predicted[best]++;
            hit[label] += best == label ? 1 : 0;
            five += better < TOP ? 1 : 0;
            loss -= Math.log(Math.max(p[label], SMALLEST));
            int bin = Math.min((int) (p[best] * BINS), BINS - 1);
            binConfidence[bin] += p[best];
            binHits[bin] += best == label ? 1 : 0;
        }
        List<ClassMeasures> classes = IntStream.range(0, k)
                .mapToObj(c -> ClassMeasures.of(support[c], predicted[c], hit[c]))
                .toList();
        int correct = IntStream.of(hit).sum();
        double gap = IntStream.range(0, BINS).mapToDouble(b -> Math.abs(binConfidence[b] - binHits[b])).sum();
        double accuracy = (double) correct / n;
        Interval interval = Interval.of(correct, n);
        return new Measures(n, correct, accuracy, interval.low(), interval.high(), (double) five / n,
                IntStream.range(0, k)
                        .filter(c -> support[c] + predicted[c] > 0)
                        .mapToDouble(c -> classes.get(c).f1())
                        .average()
                        .orElse(0),
                loss / n, gap / n, classes);
    }

    /** The mean of several heads' on the same samples; the interval is that of one head as good as they are on average. */
    public static Measures mean(List<Measures> all) {
        int n = all.getFirst().samples();
        double accuracy = mean(all, Measures::accuracy);
        int correct = (int) Math.round(accuracy * n);
        Interval interval = Interval.of(correct, n);
        List<ClassMeasures> classes = IntStream.range(0, all.getFirst().classes().size())
                .mapToObj(c -> new ClassMeasures(all.getFirst().classes().get(c).support(),
                        mean(all, m -> m.classes().get(c).precision()), mean(all, m -> m.classes().get(c).recall()),
                        mean(all, m -> m.classes().get(c).f1())))
                .toList();
        return new Measures(n, correct, accuracy, interval.low(), interval.high(), mean(all, Measures::topFive),
                mean(all, Measures::macroF1), mean(all, Measures::logLoss), mean(all, Measures::calibrationError),
                classes);
    }

    private static double mean(List<Measures> all, ToDoubleFunction<Measures> measure) {
        return all.stream().mapToDouble(measure).average().orElse(0);
    }
}
