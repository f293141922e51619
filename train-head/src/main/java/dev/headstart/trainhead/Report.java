package dev.headstart.trainhead;

import dev.headstart.metrics.Measures;
import dev.headstart.sweep.Candidate;
import dev.headstart.sweep.LearningCurve;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** What the terminal shows of a sweep, within 80 columns. */
final class Report {
    private static final int BEST = 10;

    private Report() {}

    static void print(PrintWriter out, List<Candidate> candidates, Verdict verdict, LearningCurve curve,
            double seconds) {
        if (candidates.size() > 1) {
            out.printf("%n%-10s %10s %10s %10s%n", "head", "l2", "accuracy", "log-loss");
            for (Candidate c : candidates.subList(0, Math.min(BEST, candidates.size()))) {
                out.printf(Locale.ROOT, "%-10s %10.3g %10.4f %10.4f%n", c.kind().label(), c.setting().l2(),
                        c.accuracy(), c.logLoss());
            }
            out.printf(Locale.ROOT, "the best of %d, %.2f s%n%n", candidates.size(), seconds);
        }
        if (!curve.points().isEmpty()) {
            out.printf("%-10s %10s %10s %10s %10s%n", "per class", "head", "l2", "accuracy", "+-");
            for (LearningCurve.Point p : curve.points()) {
                out.printf(Locale.ROOT, "%-10s %10s %10.3g %10.4f %10.4f%n", Shots.describe(p.shots()),
                        p.best().kind().label(), p.best().setting().l2(), p.best().accuracy(), p.deviation());
            }
            out.println();
        }
        Measures m = verdict.measures();
        Candidate best = candidates.getFirst();
        out.printf(Locale.ROOT, "%s head, l2 %.3g%n", best.kind().label(), best.setting().l2());
        out.printf(Locale.ROOT, "accuracy %.4f (%d of %d, %s), 95 %% interval %.3f to %.3f%n", m.accuracy(),
                m.correct(), m.samples(), verdict.on(), m.low(), m.high());
        out.printf(Locale.ROOT, "log-loss %.4f, macro F1 %.4f, calibration error %.4f%n", m.logLoss(), m.macroF1(),
                m.calibrationError());
        if (verdict.chosenOnThese()) {
            out.println("it was chosen on these rows, which flatters it; a 'test' split would tell more");
        }
    }
}
