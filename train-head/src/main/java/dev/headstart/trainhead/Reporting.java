package dev.headstart.trainhead;

import dev.headstart.cli.UserException;
import dev.headstart.embeddings.Embeddings;
import dev.headstart.embeddings.EmbeddingsFiles;
import dev.headstart.embeddings.EmbeddingsReader;
import dev.headstart.metrics.Predictions;
import dev.headstart.parquet.TablePart;
import dev.headstart.report.Findings;
import dev.headstart.report.Run;
import dev.headstart.report.RunReport;
import dev.headstart.solvers.Knob;
import dev.headstart.splits.Fold;
import dev.headstart.splits.Folds;
import dev.headstart.splits.Samples;
import dev.headstart.sweep.Candidate;
import dev.headstart.sweep.Found;
import dev.headstart.sweep.LearningCurve;
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
 * @param files of the embeddings, or folders of them
 */
record Reporting(List<Path> files, Embeddings embeddings, Training training, Trained trained) {
    private static final int FOLDS = 5;
    /** Of Java's heap, what the folds' heads may say of all rows, once by the fold and once together; if it is more, the held-out rows have to do. */
    private static final double HEAP_SHARE = 0.25;

    /** Writes the page. The files of the head are there by now: what goes wrong here costs the page alone, and one line. */
    void write(Path page, PrintWriter out, PrintWriter err) {
        try {
            Findings findings = RunReport.write(run(), page);
            String warning = findings.copies().warning(trained.verdict().measures().samples());
            if (warning != null) {
                out.println(warning);
            }
        } catch (IOException | RuntimeException | LinkageError | OutOfMemoryError e) {
            err.println("train-head: no " + page.getFileName() + ", all else is written: "
                    + String.valueOf(e).replaceAll("\\R", " "));
        }
    }

    private Run run() throws IOException {
        List<Predictions> unlearnt = new ArrayList<>(List.of(unlearnt()));
        if (training.parts().test().size() > 0) {
            unlearnt.add(trained.verdict().predictions());
        }
        return new Run(String.valueOf(files.getFirst().getFileName()), embeddings, pictures(),
                training.parts().classes(), sides(),
                trained.found().candidates().stream().map(Reporting::candidate).toList(),
                candidate(trained.found().chosen()), trained.verdict().predictions(), trained.verdict().measures(),
                trained.verdict().on(), trained.verdict().chosenOnThese(), unlearnt,
                trained.curve().points().stream().map(this::point).toList());
    }

    private static Run.Candidate candidate(Candidate candidate) {
        return new Run.Candidate(candidate.kind().toString(), candidate.setting().values().get(Knob.L2),
                candidate.accuracy(), candidate.logLoss());
    }

    private Run.CurvePoint point(LearningCurve.Point point) {
        return new Run.CurvePoint(Math.ceilDiv(point.rows(), training.parts().classes().size()),
                point.best().accuracy(), point.deviation());
    }

    /** Where the pictures are, by what made the embeddings; nothing if nobody says it, or others have written the file anew. */
    private List<Run.Picture> pictures() throws IOException {
        List<Run.Picture> pictures = new ArrayList<>();
        for (TablePart part : embeddings.origin().isPresent() ? EmbeddingsFiles.parts(files) : List.<TablePart>of()) {
            try (EmbeddingsReader reader = EmbeddingsReader.open(part.file())) {
                String root = reader.origin().root();
                reader.forEachRow(row -> pictures.add(new Run.Picture(root, row.path(), row.sha256(), row.bytes())));
            } catch (UserException e) {
                return List.of();
            }
        }
        return pictures;
    }

    /** What heads like the winner say of samples they have not learnt from: of all, where the classes are large enough. */
    private Predictions unlearnt() throws IOException {
        if (training.parts().crossValidated()) {
            return Predictions.pooled(training.parts().known(), training.parts().folds(), trained.found().predictions())
                    .getFirst();
        }
        if (trained.found().chosen().kind().isSlow()) {
            return trained.found().predictions().getFirst();
        }
        Samples known = training.parts().known();
        if (2.0 * Float.BYTES * known.size() * known.classes() > HEAP_SHARE * Runtime.getRuntime().maxMemory()) {
            return trained.found().predictions().getFirst();
        }
        int[] support = new int[known.classes()];
        Arrays.stream(known.labels()).forEach(label -> support[label]++);
        int count = Math.min(FOLDS, Arrays.stream(support).min().orElse(0));
        List<Fold> folds;
        try {
            folds = Folds.crossValidation(embeddings.rows(), Arrays.stream(known.rows()).boxed().toList(),
                    Math.max(2, count), 1, training.seed());
        } catch (UserException e) {
            return trained.found().predictions().getFirst(); // too few rows, or groups, for folds: the held-out ones then
        }
        Found again = new Sweep(known, folds, training.recipe().only(trained.found().chosen()), _ -> "report").run();
        return Predictions.pooled(known, folds, again.predictions())
                .getFirst()
                .at(trained.verdict().predictions().temperature());
    }

    /** Per row of the embeddings, the side of the split it lies on. */
    private List<@Nullable String> sides() {
        @Nullable
        String[] sides = new String[embeddings.rows().size()];
        int[] known = training.parts().known().rows();
        IntStream.of(training.parts().holdOut().train()).forEach(i -> sides[known[i]] = "train");
        IntStream.of(training.parts().holdOut().validation()).forEach(i -> sides[known[i]] = "val");
        IntStream.of(training.parts().test().rows()).forEach(row -> sides[row] = "test");
        // Later repeats of a cross-validation part the rows otherwise; the first one's sides are shown.
        for (int f = training.parts().folds().size() - 1; f >= 0 && training.parts().crossValidated(); f--) {
            for (int i : training.parts().folds().get(f).validation()) {
                sides[known[i]] = "fold " + (f + 1);
            }
        }
        return Arrays.asList(sides);
    }
}
