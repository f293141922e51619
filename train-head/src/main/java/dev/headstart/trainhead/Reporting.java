package dev.headstart.trainhead;

import dev.headstart.metrics.Predictions;
import dev.headstart.report.Findings;
import dev.headstart.report.Run;
import dev.headstart.report.RunReport;
import dev.headstart.splits.Fold;
import dev.headstart.splits.Samples;
import dev.headstart.splits.Split;
import dev.headstart.sweep.Candidate;
import dev.headstart.sweep.Found;
import dev.headstart.sweep.Sweep;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Hands a run to the report.
 *
 * @param name of the embeddings
 * @param known what the choice was made by
 * @param tried the folds of the choice
 */
record Reporting(String name, List<String> classes, Split split, Samples known, List<Fold> tried, Sweep sweep,
        Found found, Verdict verdict, long seed) {
    private static final int FOLDS = 5;

    /** Writes the page. The files of the head are there by now: what goes wrong here costs the page alone, and one line. */
    void write(Path file, PrintWriter out, PrintWriter err) {
        try {
            Findings findings = RunReport.write(run(), file);
            String warning = findings.copies().warning(verdict.measures().samples());
            if (warning != null) {
                out.println(warning);
            }
        } catch (IOException | RuntimeException | LinkageError e) {
            err.println("train-head: no " + file.getFileName() + ", all else is written: " + e);
        }
    }

    private Run run() throws IOException {
        List<Predictions> unlearnt = new ArrayList<>(List.of(unlearnt()));
        if (verdict.on().equals("test")) {
            unlearnt.add(verdict.predictions());
        }
        return new Run(name, known.embeddings(), classes, parts(),
                found.candidates().stream().map(Reporting::candidate).toList(), candidate(found.best()),
                verdict.predictions(), verdict.measures(), verdict.on(), verdict.chosenOnThese(), unlearnt, List.of());
    }

    private static Run.Candidate candidate(Candidate candidate) {
        return new Run.Candidate(candidate.kind().label(), candidate.setting().l2(), candidate.accuracy(),
                candidate.logLoss());
    }

    /** What heads at the winner's setting say of samples they have not learnt from: of all, where each class has two or more. */
    private Predictions unlearnt() throws IOException {
        int smallest = IntStream.range(0, known.classes())
                .map(c -> (int) Arrays.stream(known.labels()).filter(label -> label == c).count())
                .min()
                .orElse(0);
        if (tried.size() > 1) {
            return Sweep.pooled(found.predictions(), tried, known);
        }
        if (smallest < 2) {
            return found.predictions().getFirst();
        }
        List<Fold> folds = Split.folds(known.embeddings().rows(), split.known(), Math.min(FOLDS, smallest), seed);
        List<Predictions> predictions = new ArrayList<>();
        for (Fold fold : folds) {
            predictions.add(Sweep.predict(sweep.refit(found.best(), fold.train()), known.subset(fold.validation())));
        }
        return Sweep.pooled(predictions, folds, known);
    }

    /** Per row of the embeddings, the side of the split it lies on. */
    private List<@Nullable String> parts() {
        @Nullable
        String[] parts = new String[known.embeddings().rows().size()];
        split.train().forEach(row -> parts[row] = "train");
        split.validation().forEach(row -> parts[row] = "val");
        split.test().forEach(row -> parts[row] = "test");
        for (int f = 0; f < tried.size() && tried.size() > 1; f++) {
            for (int i : tried.get(f).validation()) {
                parts[known.rows()[i]] = "fold " + (f + 1);
            }
        }
        return Arrays.asList(parts);
    }
}
