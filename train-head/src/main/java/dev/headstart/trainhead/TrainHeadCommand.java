package dev.headstart.trainhead;

import dev.headstart.head.LinearHead;
import dev.headstart.cli.Main;
import dev.headstart.cli.UserException;
import dev.headstart.cli.Version;
import dev.headstart.embeddings.Embeddings;
import dev.headstart.embeddings.EmbeddingsReader;
import dev.headstart.embeddings.Row;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
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

    @Option(names = "--head", defaultValue = "linear", description = "Fit with ${COMPLETION-CANDIDATES} (logistic is Smile's).")
    private Solver solver = Solver.LINEAR;

    @Option(names = "--l2", paramLabel = "X", defaultValue = "0.01", description = "Penalise half the squared weights by X.")
    private double l2;

    @Option(names = "--val-fraction", paramLabel = "F", defaultValue = "0.2", description = "Hold out F of each class where nothing is split.")
    private double valFraction;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "0", description = "Draw the held-out part by seed N.")
    private long seed;

    @Option(names = "--column", paramLabel = "NAME", description = "Take this column, where several layers were kept.")
    private @Nullable String column;

    @Option(names = "--out", paramLabel = "DIR", description = "Write to DIR (default: the input's name with .head).")
    private @Nullable Path out;

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
        if (!(l2 >= 0 && l2 < Double.POSITIVE_INFINITY)) {
            throw new ParameterException(spec.commandLine(), "--l2 must be a number from 0 on");
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
        Split split = Split.of(contents.rows(), valFraction, seed);
        Samples train = Samples.of(contents, split.train(), classes);
        Samples validation = Samples.of(contents, split.validation(), classes);

        long start = System.nanoTime();
        LinearHead head = solver.fit(train, classes.size(),
                List.of(new SoftmaxRegression.Member(l2, java.util.stream.IntStream.range(0, train.size()).toArray())),
                _ -> {}).getFirst();
        double seconds = (System.nanoTime() - start) / 1e9;
        int correct = correct(validation, head);
        double accuracy = (double) correct / validation.size();

        Path folder = out == null ? defaultFolder(embeddings.getFirst()) : out;
        HeadFolder files = new HeadFolder(folder);
        files.head(head, classes, contents.origin());
        files.predictions(validation, head, classes);
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("head", solver.name().toLowerCase(Locale.ROOT));
        metrics.put("l2", l2);
        metrics.put("seed", seed);
        metrics.put("classes", classes);
        metrics.put("train_rows", train.size());
        metrics.put("measured_on", split.heldOut());
        metrics.put("measured_rows", validation.size());
        metrics.put("accuracy", accuracy);
        metrics.put("fingerprint", contents.origin().fingerprint());
        files.metrics(metrics);
        PrintWriter console = spec.commandLine().getOut();
        console.printf(Locale.ROOT, "%s head on %d rows of %d numbers, %d classes, l2 %s: %.2f s%n",
                metrics.get("head"), train.size(), train.dimension(), classes.size(), l2, seconds);
        console.printf(Locale.ROOT, "accuracy %.4f (%d of %d, %s)%n", accuracy, correct, validation.size(),
                split.heldOut());
        console.println("wrote " + folder);
        return 0;
    }

    private static int correct(Samples samples, LinearHead head) {
        int correct = 0;
        for (int i = 0; i < samples.size(); i++) {
            double[] p = head.probabilities(samples.embeddings().values(), samples.offset(i));
            int best = 0;
            for (int c = 1; c < p.length; c++) {
                best = p[c] > p[best] ? c : best;
            }
            correct += best == samples.labels()[i] ? 1 : 0;
        }
        return correct;
    }

    private static Path defaultFolder(Path embeddings) {
        String name = String.valueOf(embeddings.getFileName());
        return embeddings.resolveSibling(
                (name.endsWith(".parquet") ? name.substring(0, name.length() - ".parquet".length()) : name) + ".head");
    }
}
