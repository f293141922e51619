package dev.headstart.extract.benchmark;

import dev.headstart.backbone.Backbones;
import dev.headstart.cli.Main;
import dev.headstart.cli.Progress;
import dev.headstart.cli.Version;
import dev.headstart.datasets.Dataset;
import dev.headstart.extract.benchmark.Timings.Comparison;
import dev.headstart.files.ScratchFolder;
import dev.headstart.torchscript.Precision;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code benchmark}. */
@Command(name = "benchmark", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false, showDefaultValues = true, description = "Times extract, and PyTorch beside it, in turn on the same pictures.", footer = {
    "", "Measures: 'backbone' is the network alone on ready batches, 'load' from JPEG to",
    "ready batches, 'whole' from JPEG to Parquet. Each is a process with every",
    "processor to itself. Rates are medians and leave start-up out; the CSV has the", "whole process's time too.", "",
    "Example: benchmark --python python3 --pictures 4000 images/ results.csv"})
public final class BenchmarkCommand implements Callable<Integer> {
    private static final String PEER = "peer.py";

    @Spec
    private CommandSpec spec;

    @Option(names = "--python", paramLabel = "COMMAND", description = "Compare with this Python, which has torch, torchvision and pyarrow.")
    private @Nullable String python;

    @Option(names = "--script", paramLabel = "FILE", description = "Let it run FILE instead of the script in here; same arguments.")
    private @Nullable Path script;

    @Option(names = "--arch", paramLabel = "NAME", split = ",", defaultValue = "resnet18", description = "Run these backbones.")
    private List<String> archs = List.of();

    @Option(names = "--precision", paramLabel = "P", split = ",", defaultValue = "fp32", description = "Run in these: fp32, bf16.")
    private List<Precision> precisions = List.of();

    @Option(names = "--measure", paramLabel = "M", split = ",", defaultValue = "backbone,load,whole", description = "Measure these.")
    private List<Measure> measures = List.of();

    @Option(names = "--runs", paramLabel = "N", defaultValue = "3", description = "Take the median of N runs.")
    private int runs;

    @Option(names = "--weights", paramLabel = "WHICH", defaultValue = "seeded:0", description = "Weights, as extract takes them; Python gets files only.")
    private String weights = "";

    @Option(names = "--pictures", paramLabel = "N", showDefaultValue = CommandLine.Help.Visibility.NEVER, description = "Repeat the pictures until there are N (default: as they are).")
    private int count;

    @Parameters(index = "0", paramLabel = "PICTURES", description = "Folder of class folders.")
    private Path pictures;

    @Parameters(index = "1", paramLabel = "OUT.csv", description = "File to write.")
    private Path out;

    public static void main(String[] args) {
        System.exit(Main.run(new BenchmarkCommand(), args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (runs < 1 || count < 0) {
            throw new ParameterException(spec.commandLine(), "--runs and --pictures must be at least 1");
        }
        for (String arch : archs) {
            if (Backbones.find(arch).isEmpty()) {
                throw new ParameterException(spec.commandLine(), Backbones.unknown(arch));
            }
        }
        try (ScratchFolder scratch = ScratchFolder.create()) {
            measure(scratch.path());
        }
        return 0;
    }

    private void measure(Path scratch) throws IOException, InterruptedException {
        PrintWriter console = spec.commandLine().getOut();
        Path root = pictures.toAbsolutePath();
        if (count > 0) {
            root = Files.createDirectory(scratch.resolve("pictures"));
            Enlarged.link(pictures, count, root);
        }
        int size = Dataset.open(root).pictures().size();
        Machine machine = Machine.here();
        console.printf(Locale.ROOT, "%s, %d processors; %s%n", machine.cpu(), machine.processors(), machine.software());
        String versions = "";
        List<Contender> contenders = new ArrayList<>();
        precisions.forEach(p -> contenders.add(new Ours(p)));
        if (python != null) {
            Python interpreter = Python.of(python);
            Path own = scratch.resolve(PEER);
            try (InputStream in = getClass().getResourceAsStream(PEER)) {
                Files.copy(Objects.requireNonNull(in), own);
            }
            versions = Stopwatch.run(interpreter.process(own, "--versions"));
            console.println(versions);
            Path run = script == null ? own : script.toAbsolutePath();
            contenders.add(new Peer(interpreter, run, Peer.Mode.EAGER, Precision.FP32));
            precisions.forEach(p -> contenders.add(new Peer(interpreter, run, Peer.Mode.COMPILE, p)));
        }
        console.flush();
        Timings timings = new Timings();
        List<Task> tasks = tasks(contenders, root, scratch.resolve("out.parquet"));
        try (Progress progress = Progress.of("benchmark", (long) tasks.size() * runs)) {
            for (int run = 0; run < runs; run++) {
                for (Task task : tasks) {
                    progress.say(task.trial().arch() + " " + task.contender().name());
                    timings.add(task.trial(), task.contender(), Stopwatch.time(task.contender().process(task.trial())));
                    progress.stepBy(1);
                }
                ResultsFile.write(out, timings.comparisons(), size, machine, versions); // hours may be lost
            }
        }
        print(timings.comparisons(), console);
    }

    private record Task(Trial trial, Contender contender) {}

    /** In the order of a run: those that are compared follow one another. */
    private List<Task> tasks(List<Contender> contenders, Path root, Path parquet) {
        List<Task> tasks = new ArrayList<>();
        if (measures.contains(Measure.LOAD)) {
            Trial trial = new Trial(Measure.LOAD, archs.getFirst(), root, weights, parquet);
            // Loading knows no precision and no compiler: once each.
            contenders.stream().filter(c -> c instanceof Ours).limit(1).forEach(c -> tasks.add(new Task(trial, c)));
            contenders.stream().filter(c -> c instanceof Peer).limit(1).forEach(c -> tasks.add(new Task(trial, c)));
        }
        for (String arch : archs) {
            for (Measure measure : measures) {
                if (measure != Measure.LOAD) {
                    Trial trial = new Trial(measure, arch, root, weights, parquet);
                    contenders.forEach(c -> tasks.add(new Task(trial, c)));
                }
            }
        }
        return tasks;
    }

    private static void print(List<Comparison> comparisons, PrintWriter console) {
        String row = "%-9s %-11s %-13s %11s %22s %8s%n";
        console.printf(row, "measure", "arch", "", "pictures/s", "extract is", "of ideal");
        for (Comparison c : comparisons) {
            boolean ours = c.contender() instanceof Ours;
            console.printf(Locale.ROOT, row, c.measure(), c.arch(),
                    ours ? "extract " + c.precision() : c.contender().name(),
                    String.format(Locale.ROOT, "%.2f", c.median()),
                    ours ? "" : String.format(Locale.ROOT, "%.2f times as fast", c.ratio()),
                    c.ofIdeal().isPresent() ? String.format(Locale.ROOT, "%.2f", c.ofIdeal().getAsDouble()) : "");
        }
        console.flush();
    }

}
