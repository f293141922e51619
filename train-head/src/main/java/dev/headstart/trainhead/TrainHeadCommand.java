package dev.headstart.trainhead;

import dev.headstart.cli.Main;
import dev.headstart.cli.Version;
import dev.headstart.embeddings.ColumnNames;
import dev.headstart.embeddings.Embeddings;
import dev.headstart.embeddings.EmbeddingsFiles;
import dev.headstart.head.HeadFile;
import dev.headstart.splits.Samples;
import dev.headstart.sweep.Recipe;
import dev.headstart.torchscript.Devices;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
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
    /** Classes that notes name; more would bury what is said next. */
    private static final int NAMED = 5;

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

    @Parameters(arity = "1..*", paramLabel = "EMBEDDINGS.parquet", description = "Files that extract wrote, all of one kind; or others', or folders of them, with a label and a list of numbers in each row.", showDefaultValue = CommandLine.Help.Visibility.NEVER)
    private List<Path> embeddings = List.of();

    public static void main(String[] args) {
        System.exit(Main.run(new TrainHeadCommand(), args));
    }

    @Override
    public Integer call() throws IOException {
        splits.require();
        exports.require(heads);
        heads.require();
        if (draws < 1) {
            throw new ParameterException(spec.commandLine(), "--draws must be at least 1");
        }
        PrintWriter console = spec.commandLine().getOut();
        Embeddings contents = splits.join(
                EmbeddingsFiles.read(embeddings,
                        new ColumnNames(column, labelColumn, splitColumn, pathColumn, splits.group()), heads.copies()),
                console);
        Parts parts = splits.part(contents, embeddings.getFirst());
        exports.check(contents.origin(), parts.classes());
        Recipe recipe = heads.recipe(splits.seed(), contents, exports::open);
        Room.here().require(parts, recipe);
        try (HeadFolder files = new HeadFolder(out == null ? defaultFolder(embeddings.getFirst()) : out)) {
            announce(contents, parts, console);
            Devices.load(); // so that the time that is told is training's
            Training training = new Training(parts, recipe, shots, draws, calibrate, splits.seed());
            Trained trained = training.run();
            Path report = files.write(training, trained, contents.origin());
            Report.print(console, trained);
            if (!noReport) {
                console.flush();
                new Reporting(embeddings, contents, training, trained).write(report, console,
                        spec.commandLine().getErr());
            }
            files.put();
            console.println("wrote " + files.folder());
            Optional<HeadFile> head = trained.linear(parts.classes(), contents.origin());
            if (head.isPresent()) {
                exports.write(head.get(), console);
            }
        }
        return 0;
    }

    private void announce(Embeddings contents, Parts parts, PrintWriter console) {
        if (contents.origin().isEmpty()) {
            console.println(unknownOrigin());
        }
        heads.unusedGpu().ifPresent(console::print);
        Samples known = parts.known();
        if (parts.leftOut() > 0) {
            console.println("note: " + parts.leftOut() + " rows say none of train, val and test, and are left out");
        }
        List<String> unlearnt = parts.unlearnt();
        for (String name : unlearnt.subList(0, Math.min(NAMED, unlearnt.size()))) {
            console.println("note: no row of class '" + name + "' is learnt from, so none can be got right");
        }
        if (unlearnt.size() > NAMED) {
            console.println("note: the same holds for " + (unlearnt.size() - NAMED) + " other classes");
        }
        if (parts.largestClass() <= 2) {
            console.println("note: no class has more than 2 rows; a head learns from one or two of each");
        }
        console.printf(Locale.ROOT, "%d rows of %d numbers, %d classes; heads are chosen by %s%n", known.size(),
                known.dimension(), known.classes(), splits.choice(parts));
        if (parts.test().size() > 0) {
            console.printf(Locale.ROOT, "%d more rows are kept for the test%n", parts.test().size());
        }
        console.flush();
    }

    private String unknownOrigin() {
        return embeddings.size() == 1
                ? "origin unknown: '" + embeddings.getFirst().getFileName() + "' does not say what made it"
                : "origin unknown: whether the " + embeddings.size() + " files belong together cannot be checked";
    }

    private static Path defaultFolder(Path embeddings) {
        // "." has no name of its own.
        Path table = Files.isDirectory(embeddings) ? embeddings.toAbsolutePath().normalize() : embeddings;
        String name = String.valueOf(table.getFileName());
        return table.resolveSibling(
                (name.endsWith(".parquet") ? name.substring(0, name.length() - ".parquet".length()) : name) + ".head");
    }
}
