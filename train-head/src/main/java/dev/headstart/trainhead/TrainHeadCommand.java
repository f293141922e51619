package dev.headstart.trainhead;

import dev.headstart.cli.Main;
import dev.headstart.cli.UserException;
import dev.headstart.cli.Version;
import dev.headstart.embeddings.Embeddings;
import dev.headstart.embeddings.EmbeddingsReader;
import dev.headstart.embeddings.Row;
import dev.headstart.head.HeadFile;
import dev.headstart.head.LinearHead;
import dev.headstart.metrics.Measures;
import dev.headstart.metrics.Predictions;
import dev.headstart.solvers.Classifier;
import dev.headstart.solvers.LinearClassifier;
import dev.headstart.solvers.Normalization;
import dev.headstart.splits.Fold;
import dev.headstart.splits.Samples;
import dev.headstart.splits.Split;
import dev.headstart.sweep.Found;
import dev.headstart.sweep.Grid;
import dev.headstart.sweep.HeadKind;
import dev.headstart.sweep.Sweep;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code train-head}. */
@Command(name = "train-head", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false, showDefaultValues = true, description = "Trains the replacement head on embeddings that extract wrote.", footer = {
    "", "Example: train-head out.parquet", "", "Exit codes: 0 done, 1 failed, 2 wrong usage."})
public final class TrainHeadCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--head", split = ",", paramLabel = "HEAD", defaultValue = "linear", description = "Try these: ${COMPLETION-CANDIDATES} (logistic is Smile's).")
    private List<HeadKind> heads = List.of();

    @Option(names = "--l2", paramLabel = "X", defaultValue = "1e-6:1e1:25", converter = Grid.Converter.class, description = "Penalise half the squared weights by X: a number, a list 0.1,1, or from:to:count. A range is extended where the best is at its end.")
    private Grid l2 = new Grid(List.of(), 1);

    @Option(names = "--cv", paramLabel = "K", description = "Choose by K-fold cross-validation.")
    private @Nullable Integer folds;

    @Option(names = "--normalize", defaultValue = "none", description = "Before training, do to embeddings: ${COMPLETION-CANDIDATES}.")
    private Normalization normalization = Normalization.NONE;

    @Option(names = "--balance", description = "Let each class count the same, however many rows it has.")
    private boolean balance;

    @Option(names = "--val-fraction", paramLabel = "F", defaultValue = "0.2", description = "Hold out F of each class where nothing is split.")
    private double valFraction;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "0", description = "Draw the held-out part by seed N.")
    private long seed;

    @Option(names = "--column", paramLabel = "NAME", description = "Take this column, where several layers were kept.")
    private @Nullable String column;

    @Option(names = "--out", paramLabel = "DIR", description = "Write to DIR (default: the input's name with .head).")
    private @Nullable Path out;

    @Mixin
    private ExportOptions exports = new ExportOptions();

    @Parameters(arity = "1..*", paramLabel = "EMBEDDINGS.parquet", description = "Files that extract wrote, all of one kind.")
    private List<Path> embeddings = List.of();

    public static void main(String[] args) {
        System.exit(Main.run(new TrainHeadCommand(), args));
    }

    @Override
    public Integer call() throws IOException {
        if (!(valFraction > 0 && valFraction < 1)) {
            throw new ParameterException(spec.commandLine(), "--val-fraction must lie between 0 and 1");
        }
        if (folds != null && folds < 2) {
            throw new ParameterException(spec.commandLine(), "--cv must be at least 2");
        }
        Embeddings contents = EmbeddingsReader.read(embeddings, column);
        List<String> classes = contents.rows()
                .stream()
                .map(Row::label)
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .toList();
        if (classes.size() < 2) {
            throw new UserException("'" + embeddings.getFirst() + "' has "
                    + (classes.isEmpty() ? "no labels" : "one class only, '" + classes.getFirst() + "'")
                    + "; a head needs two classes");
        }
        exports.check(contents.origin());
        Split split = Split.of(contents.rows(), valFraction, seed);
        Samples known = Samples.of(contents, split.known(), classes);
        List<Fold> tried = folds == null ? List.of(split.holdOut())
                : Split.folds(contents.rows(), split.known(), folds, seed);
        PrintWriter console = spec.commandLine().getOut();
        console.printf(Locale.ROOT, "%d rows of %d numbers, %d classes; heads are chosen by %s%n", known.size(),
                known.dimension(), classes.size(),
                folds == null ? split.validation().size() + " rows (val)" : folds + "-fold cross-validation");
        console.flush();
        long start = System.nanoTime();
        Sweep sweep = new Sweep(known, tried, normalization, balance);
        Found found = sweep.run(heads, l2);
        Verdict verdict = verdict(sweep, found, known, Samples.of(contents, split.test(), classes), tried);
        double seconds = (System.nanoTime() - start) / 1e9;

        HeadFolder files = new HeadFolder(out == null ? defaultFolder(embeddings.getFirst()) : out);
        HeadFile head = null;
        if (verdict.head() instanceof LinearClassifier(LinearHead linear)) {
            head = new HeadFile(linear, classes, contents.origin(), 1);
            files.head(head);
        }
        files.predictions(verdict.predictions(), classes);
        files.sweep(found.candidates(), tried);
        files.metrics(found.best(), verdict, classes, contents.origin(), seed);
        Report.print(console, found.candidates(), verdict, seconds);
        console.println("wrote " + files.folder());
        if (head != null) {
            exports.write(head, console);
        }
        return 0;
    }

    /** What is kept of the winner, and what it was measured on. */
    private Verdict verdict(Sweep sweep, Found found, Samples known, Samples test, List<Fold> tried)
            throws IOException {
        boolean chosenOnThese = found.candidates().size() > 1;
        if (test.size() == 0 && folds == null) {
            // Kept is what was measured: the head that learnt from the training part.
            Classifier head = sweep.refit(found.best(), tried.getFirst().train());
            Predictions predictions = Sweep.predict(head, known.subset(tried.getFirst().validation()));
            return new Verdict(head, predictions, Measures.of(predictions), "val", chosenOnThese);
        }
        Classifier head = sweep.refit(found.best(), IntStream.range(0, known.size()).toArray());
        if (test.size() > 0) {
            Predictions predictions = Sweep.predict(head, test);
            return new Verdict(head, predictions, Measures.of(predictions), "test", false);
        }
        Predictions predictions = pooled(found, tried, known);
        return new Verdict(head, predictions, Measures.of(predictions), "cross-validation", chosenOnThese);
    }

    /** Of a cross-validation: every sample by the head that did not learn from it. */
    private static Predictions pooled(Found found, List<Fold> folds, Samples known) {
        int k = known.classes();
        float[] logits = new float[known.size() * k];
        for (int f = 0; f < folds.size(); f++) {
            int[] held = folds.get(f).validation();
            for (int i = 0; i < held.length; i++) {
                System.arraycopy(found.predictions().get(f).logits(), i * k, logits, held[i] * k, k);
            }
        }
        return new Predictions(known, logits, 1);
    }

    private static Path defaultFolder(Path embeddings) {
        String name = String.valueOf(embeddings.getFileName());
        return embeddings.resolveSibling(
                (name.endsWith(".parquet") ? name.substring(0, name.length() - ".parquet".length()) : name) + ".head");
    }
}
