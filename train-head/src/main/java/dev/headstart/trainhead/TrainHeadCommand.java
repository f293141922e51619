package dev.headstart.trainhead;

import dev.headstart.cli.Main;
import dev.headstart.cli.Version;
import dev.headstart.embeddings.ColumnNames;
import dev.headstart.embeddings.Embeddings;
import dev.headstart.embeddings.EmbeddingsFiles;
import dev.headstart.head.HeadFile;
import dev.headstart.head.LinearHead;
import dev.headstart.metrics.Measures;
import dev.headstart.metrics.Predictions;
import dev.headstart.metrics.Temperature;
import dev.headstart.solvers.Classifier;
import dev.headstart.solvers.LinearClassifier;
import dev.headstart.solvers.MlpClassifier;
import dev.headstart.splits.Samples;
import dev.headstart.sweep.Found;
import dev.headstart.sweep.LearningCurve;
import dev.headstart.sweep.Recipe;
import dev.headstart.sweep.Sweep;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
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
    /** Of the features, at once: as read, as a solver gathers them, and turned into its basis. */
    private static final int COPIES = 2;

    @Spec
    private CommandSpec spec;

    @Mixin
    private HeadOptions heads = new HeadOptions();

    @Mixin
    private SplitOptions splits = new SplitOptions();

    @Option(names = "--shots", paramLabel = "N", split = ",", converter = Shots.class, description = "Draw a learning curve: heads from so many rows of each class, e.g. 1,2,4,8,16,all.", showDefaultValue = CommandLine.Help.Visibility.NEVER)
    private List<Integer> shots = List.of();

    @Option(names = "--draws", paramLabel = "N", defaultValue = "5", description = "Draw the rows of --shots N times.")
    private int draws;

    @Option(names = "--calibrate", description = "Scale logits by a temperature fitted on the rows that heads are chosen by.")
    private boolean calibrate;

    @Option(names = "--column", paramLabel = "NAME", description = "Take this list of numbers, where there are several.")
    private @Nullable String column;

    @Option(names = "--label-column", paramLabel = "NAME", description = "Take classes from this column (default: label).")
    private @Nullable String labelColumn;

    @Option(names = "--split-column", paramLabel = "NAME", description = "Take train, val and test from this column (default: split, if there).")
    private @Nullable String splitColumn;

    @Option(names = "--path-column", paramLabel = "NAME", description = "Name rows by this column (default: path, or the row's number).")
    private @Nullable String pathColumn;

    @Option(names = "--no-report", description = "Write no report.html.")
    private boolean noReport;

    @Option(names = "--out", paramLabel = "DIR", description = "Write to DIR (default: the input's name with .head).")
    private @Nullable Path out;

    @Mixin
    private ExportOptions exports = new ExportOptions();

    @Parameters(arity = "1..*", paramLabel = "EMBEDDINGS.parquet", description = "Files that extract wrote, all of one kind; or others' with a label and a list of numbers in each row.", showDefaultValue = CommandLine.Help.Visibility.NEVER)
    private List<Path> embeddings = List.of();

    public static void main(String[] args) {
        System.exit(Main.run(new TrainHeadCommand(), args));
    }

    @Override
    public Integer call() throws IOException {
        splits.require();
        heads.require();
        if (draws < 1) {
            throw new ParameterException(spec.commandLine(), "--draws must be at least 1");
        }
        Embeddings contents = EmbeddingsFiles.read(embeddings,
                new ColumnNames(column, labelColumn, splitColumn, pathColumn, splits.group()), COPIES);
        exports.check(contents.origin());
        Recipe recipe = heads.recipe(splits.seed(), contents, exports::open);
        Parts parts = splits.part(contents, embeddings.getFirst());
        Samples known = parts.known();
        PrintWriter console = spec.commandLine().getOut();
        if (contents.origin().isEmpty()) {
            console.println(unknownOrigin());
        }
        console.printf(Locale.ROOT, "%d rows of %d numbers, %d classes; heads are chosen by %s%n", known.size(),
                known.dimension(), known.classes(), splits.choice(parts));
        console.flush();
        long start = System.nanoTime();
        Sweep sweep = new Sweep(known, parts.folds(), recipe);
        Found found = sweep.run();
        Verdict verdict = verdict(sweep, found, parts);
        LearningCurve curve = LearningCurve.of(known, parts.holdOut(), shots, draws, splits.seed(), recipe);
        double seconds = (System.nanoTime() - start) / 1e9;

        HeadFolder files = new HeadFolder(out == null ? defaultFolder(embeddings.getFirst()) : out);
        HeadFile head = null;
        if (verdict.head() instanceof LinearClassifier(LinearHead linear)) {
            head = new HeadFile(linear, parts.classes(), contents.origin(), verdict.predictions().temperature());
            files.head(head);
        } else if (verdict.head() instanceof MlpClassifier mlp) {
            files.head(mlp, HeadFile.metadata(parts.classes(), contents.origin(), verdict.predictions().temperature()));
        } else {
            files.noHead();
        }
        files.predictions(verdict.predictions(), parts.classes());
        files.sweep(found.candidates(), parts.folds());
        files.curve(curve);
        files.metrics(found.chosen(), verdict, parts.classes(), contents.origin(), splits.seed());
        Report.print(console, found, verdict, curve, seconds);
        if (!noReport) {
            console.flush();
            new Reporting(embeddings, contents, parts, found, verdict, curve, recipe, splits.seed())
                    .write(files.folder().resolve("report.html"), console, spec.commandLine().getErr());
        }
        console.println("wrote " + files.folder());
        exports.write(head, console);
        return 0;
    }

    private String unknownOrigin() {
        return embeddings.size() == 1
                ? "origin unknown: '" + embeddings.getFirst().getFileName() + "' does not say what made it"
                : "origin unknown: whether the " + embeddings.size() + " files belong together cannot be checked";
    }

    /** What is kept of the winner, and what it was measured on. */
    private Verdict verdict(Sweep sweep, Found found, Parts parts) throws IOException {
        Samples known = parts.known();
        boolean tested = parts.test().size() > 0;
        // Without a test split, kept is what was measured: the head that learnt from the training part.
        boolean whole = tested || parts.crossValidated();
        Classifier head = sweep.refit(found.chosen(),
                whole ? IntStream.range(0, known.size()).toArray() : parts.holdOut().train());
        Predictions chosenBy = parts.crossValidated() ? parts.pooled(found.predictions())
                : whole ? found.predictions().getFirst()
                        : Sweep.predict(head, known.subset(parts.holdOut().validation()));
        double temperature = calibrate ? Temperature.fit(chosenBy) : 1;
        Predictions measured = (tested ? Sweep.predict(head, parts.test()) : chosenBy).at(temperature);
        return new Verdict(head, measured, Measures.of(measured),
                tested ? "test" : parts.crossValidated() ? "cross-validation" : "val",
                !tested && (calibrate || found.candidates().size() > 1));
    }

    private static Path defaultFolder(Path embeddings) {
        String name = String.valueOf(embeddings.getFileName());
        return embeddings.resolveSibling(
                (name.endsWith(".parquet") ? name.substring(0, name.length() - ".parquet".length()) : name) + ".head");
    }
}
