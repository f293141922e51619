package dev.headstart.trainhead;

import dev.headstart.metrics.Measures;
import dev.headstart.sweep.Candidate;
import dev.headstart.sweep.Found;
import dev.headstart.sweep.LearningCurve;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** What the terminal shows of a sweep, within 80 columns. */
final class Report {
    private static final int BEST = 10;

    private Report() {}

    static void print(PrintWriter out, Trained trained) {
        Found found = trained.found();
        Verdict verdict = trained.verdict();
        LearningCurve curve = trained.curve();
        List<Candidate> candidates = found.candidates();
        if (candidates.size() > 1) {
            out.printf("%n%-9s %-28s %9s %9s%n", "head", "setting", "accuracy", "log-loss");
            for (Candidate c : candidates.subList(0, Math.min(BEST, candidates.size()))) {
                out.printf(Locale.ROOT, "%-9s %-28s %9.4f %9.4f%n", c.kind(), c.setting(), c.accuracy(), c.logLoss());
            }
            out.printf(Locale.ROOT, "the best of %d, %.2f s%n%n", candidates.size(), trained.seconds());
        }
        if (!curve.points().isEmpty()) {
            out.printf("%-9s %-9s %-28s %9s %9s%n", "per class", "head", "setting", "accuracy", "+-");
            for (LearningCurve.Point p : curve.points()) {
                out.printf(Locale.ROOT, "%-9s %-9s %-28s %9.4f %9.4f%n", Shots.describe(p.shots()), p.best().kind(),
                        p.best().setting(), p.best().accuracy(), p.deviation());
            }
            out.println();
        }
        Measures m = verdict.measures();
        if (!found.best().kind().isLayer() && found.chosen().kind().isLayer()) {
            out.printf(Locale.ROOT, "%s, is no layer and cannot be saved; the best that can:%n", name(found.best()));
        }
        out.println(name(found.chosen()));
        out.printf(Locale.ROOT, "accuracy %.4f (%d of %d, %s), 95 %% interval %.3f to %.3f%n", m.accuracy(),
                m.correct(), m.samples(), verdict.on(), m.low(), m.high());
        out.printf(Locale.ROOT, "log-loss %.4f, macro F1 %.4f, calibration error %.4f%n", m.logLoss(), m.macroF1(),
                m.calibrationError());
        if (verdict.chosenOnThese()) {
            out.println("it was chosen on these rows, which flatters it; a 'test' split would tell more");
        }
        if (!found.chosen().kind().isLayer()) {
            out.println("no head.safetensors: " + found.chosen().kind() + " is no layer that could be saved");
        }
    }

    /** {@code ridge head, l2 0.001}. */
    private static String name(Candidate candidate) {
        String setting = candidate.setting().toString();
        return candidate.kind() + " head" + (setting.isEmpty() ? "" : ", " + setting);
    }
}
