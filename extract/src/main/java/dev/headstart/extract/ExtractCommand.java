package dev.headstart.extract;

import ai.djl.Device;
import dev.headstart.backbone.Backbone;
import dev.headstart.backbone.Backbones;
import dev.headstart.backbone.Preprocessing;
import dev.headstart.cli.Interruption;
import dev.headstart.cli.Main;
import dev.headstart.cli.Nearest;
import dev.headstart.cli.UserException;
import dev.headstart.cli.Version;
import dev.headstart.datasets.Dataset;
import dev.headstart.embeddings.Origin;
import dev.headstart.files.AtomicFile;
import dev.headstart.head.HeadFile;
import dev.headstart.predictions.PredictionsFile;
import dev.headstart.pictures.Orientation;
import dev.headstart.pictures.Reduction;
import dev.headstart.torchscript.Devices;
import dev.headstart.torchscript.Pool;
import dev.headstart.torchscript.Precision;
import dev.headstart.torchscript.UnusedGpu;
import dev.headstart.weights.Hub;
import dev.headstart.weights.Weights;
import dev.headstart.weights.WeightsFinder;
import dev.headstart.weights.WeightsSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code extract}. */
@Command(name = "extract", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false, showDefaultValues = true, description = "Runs a frozen ImageNet backbone over pictures once and keeps their embeddings.", footer = {
    "", "IMAGES is a folder of class folders (train/, val/, test/ above them are",
    "splits), a flat folder, or a CSV manifest of columns path[,label][,split].", "",
    "Examples: extract --arch vgg16 images/ out.parquet", "          extract --head out.head new/ predictions.csv", "",
    "Exit codes: 0 done, 1 failed, 2 wrong usage, 130 stopped by Ctrl-C: run the",
    "same command again to go on, or with --head to start over."})
public final class ExtractCommand implements Callable<Integer> {
    /** Pictures that a worker pushes through at a time on a CPU by default: few enough to stay in its cache. */
    public static final int BATCH_SIZE = 16;

    private static final String PENULTIMATE = "penultimate";
    private static final int MOST_THREADS = 1024;

    @Spec
    private CommandSpec spec;

    @Option(names = "--arch", paramLabel = "NAME", defaultValue = "resnet18", description = "Name the backbone, as torchvision does.")
    private String arch = "";

    @Option(names = "--weights", paramLabel = "WHICH", defaultValue = "pretrained", description = "Take 'pretrained', an entry of torchvision's such as IMAGENET1K_V2, a .pth or .safetensors FILE, or 'seeded:N' (untrained).")
    private String weights = "";

    @Option(names = "--state-dict-key", paramLabel = "KEY", description = "Take the weights under KEY of several in FILE.")
    private @Nullable String stateDictKey;

    @Option(names = "--layer", paramLabel = "NAME", split = ",", defaultValue = PENULTIMATE, description = "Keep the output of these layers, a column each.")
    private List<String> layers = List.of();

    @Option(names = "--pool", paramLabel = "HOW", defaultValue = "avg", description = "Make vectors of spatial maps: ${COMPLETION-CANDIDATES}.")
    private Pool pool = Pool.AVG;

    @Option(names = "--precision", paramLabel = "P", defaultValue = "fp32", description = "Compute in ${COMPLETION-CANDIDATES}.")
    private Precision precision = Precision.FP32;

    @Option(names = "--device", paramLabel = "DEVICE", defaultValue = "auto", description = "Run on auto, cpu, gpu or gpu:N.")
    private String device = "";

    @Option(names = "--batch-size", paramLabel = "N", showDefaultValue = Help.Visibility.NEVER, description = "Push N through at a time (default: "
            + BATCH_SIZE + "; GPU " + Settings.GPU_BATCH_SIZE + ").")
    private @Nullable Integer batchSize;

    @Option(names = "--exif", paramLabel = "HOW", defaultValue = "apply", description = "Turn pictures upright (apply), or not (ignore).")
    private Orientation exif = Orientation.APPLY;

    @Option(names = "--fast-decode", description = "Reduce large JPEGs in decoding: twice as fast, off by 0.4 of 255; never mixed with exact ones.")
    private boolean fastDecode;

    @Option(names = "--threads", paramLabel = "N", showDefaultValue = Help.Visibility.NEVER, description = "Use N threads (default: one a processor; GPU 5/4).")
    private @Nullable Integer threads;

    @Option(names = "--max-pixels", paramLabel = "N", defaultValue = "178956970", description = "Leave larger pictures out.")
    private long maxPixels;

    @Option(names = "--on-error", paramLabel = "HOW", defaultValue = "skip", description = "Leave bad pictures out (skip), or stop (fail).")
    private Extraction.OnError onError = Extraction.OnError.SKIP;

    @Option(names = "--fresh", description = "Forget what OUT holds and start over.")
    private boolean fresh;

    @Option(names = "--head", paramLabel = "DIR", description = "Write a head's predictions: OUT.csv, OUT.parquet.")
    private @Nullable Path head;

    @Option(names = "--list", help = true, description = "List the backbones and their weights.")
    private boolean list;

    @Option(names = "--describe", help = true, paramLabel = "NAME", description = "Show a backbone layer by layer.")
    private @Nullable String describe;

    @Parameters(index = "0", paramLabel = "IMAGES", description = "Folder or CSV manifest.")
    private Path images;

    @Parameters(index = "1", paramLabel = "OUT", description = "File to write.")
    private Path out;

    public static void main(String[] args) {
        System.exit(Main.run(new ExtractCommand(), args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter console = spec.commandLine().getOut();
        if (list) {
            Catalogue.list(console);
            return 0;
        }
        if (describe != null) {
            Catalogue.describe(backbone(describe), console);
            return 0;
        }
        if (isBelowOne(batchSize) || isBelowOne(threads) || maxPixels < 1) {
            throw new ParameterException(spec.commandLine(),
                    "--batch-size, --threads and --max-pixels must be at least 1");
        }
        if (threads != null && threads > MOST_THREADS) {
            throw new ParameterException(spec.commandLine(), "--threads must be at most " + MOST_THREADS);
        }
        Devices.refusal(device).ifPresent(refusal -> {
            throw new ParameterException(spec.commandLine(), refusal);
        });
        Output output = new Output(AtomicFile.linked(out), console);
        return head == null ? embed(output) : predict(head, output);
    }

    private static boolean isBelowOne(@Nullable Integer given) {
        return given != null && given < 1;
    }

    private int embed(Output output) throws IOException, InterruptedException {
        Backbone backbone = backbone(arch);
        List<String> wanted = layers(backbone);
        WeightsSource source = WeightsSource.parse(weights, stateDictKey, backbone);
        Settings settings = settings();
        output.require(images);
        Dataset dataset = dataset();
        // Only then: Ctrl-C ends a download at once.
        try (Weights tensors = source.open(backbone, hub()); Interruption interruption = Interruption.listen()) {
            Origin origin = new Origin(backbone.name(), tensors.identity(), wanted, pool.toString(),
                    source.preprocessing().describe(), exif.toString(), precision.toString(),
                    reduction(source.preprocessing()).describe(),
                    dataset.root().toAbsolutePath().normalize().toString());
            return new EmbeddingRun(origin, settings, fresh, output).run(dataset.pictures(), tensors, interruption);
        }
    }

    private int predict(Path folder, Output output) throws IOException, InterruptedException {
        if (fresh || !PredictionsFile.fits(out)) {
            throw new ParameterException(spec.commandLine(), fresh ? "--fresh is for embeddings, not with --head"
                    : "with --head, the output must end in .csv or .parquet: '" + out + "'");
        }
        HeadFile trained = HeadFile.read(folder);
        requireKnown(folder, trained.requireOrigin());
        requireSame(trained.requireOrigin());
        Settings settings = settings();
        output.require(images);
        Dataset dataset = dataset();
        try (Weights tensors = new WeightsFinder(hub()).open(trained.requireOrigin().weights(),
                given("--weights") ? weights : null, stateDictKey, Backbones.require(trained.requireOrigin().arch()));
                Interruption interruption = Interruption.listen()) {
            return new PredictionRun(trained, settings, output).run(dataset.pictures(), tensors, interruption);
        }
    }

    private static void requireKnown(Path head, Origin origin) {
        try {
            Network.requireKnown(origin);
        } catch (UserException e) {
            throw new UserException("'" + head + "' is no head of this version: " + e.getMessage(), e);
        }
    }

    private Dataset dataset() {
        Dataset dataset = Dataset.open(images);
        if (dataset.beside() > 0) {
            spec.commandLine()
                    .getOut()
                    .printf(Locale.ROOT, "note: pictures beside the class folders, in no class and left out: %d%n",
                            dataset.beside());
        }
        if (dataset.outside() > 0) {
            spec.commandLine()
                    .getOut()
                    .printf(Locale.ROOT, "note: pictures that the manifest names outside its own folder: %d%n",
                            dataset.outside());
        }
        return dataset;
    }

    /** What is not asked for is as the head's embeddings were made; what is asked for must be. */
    private void requireSame(Origin trained) {
        Backbone backbone = given("--arch") ? backbone(arch) : Backbones.require(trained.arch());
        Origin asked = new Origin(backbone.name(), trained.weights(),
                given("--layer") ? layers(backbone) : trained.layers(),
                given("--pool") ? pool.toString() : trained.pool(), trained.preprocessing(),
                given("--exif") ? exif.toString() : trained.exif(),
                given("--precision") ? precision.toString() : trained.precision(),
                fastDecode ? reduction(Preprocessing.parse(trained.preprocessing())).describe() : trained.decode(),
                trained.root());
        List<String> differences = asked.differences(trained);
        if (!differences.isEmpty()) {
            throw new UserException("the head was trained on other embeddings (" + String.join("; ", differences)
                    + "); leave these options out, the head's file has them");
        }
    }

    /** Twice the resized length stays, so that the resize still averages, and does not show how the decoder reduced. */
    private Reduction reduction(Preprocessing preprocessing) {
        return fastDecode ? new Reduction(2 * preprocessing.resize()) : Reduction.NONE;
    }

    private boolean given(String option) {
        return spec.commandLine().getParseResult().hasMatchedOption(option);
    }

    private Settings settings() {
        Device chosen = Devices.of(device);
        UnusedGpu.note(device).ifPresent(spec.commandLine().getOut()::print);
        return new Settings(chosen, Objects.requireNonNullElseGet(batchSize, () -> Settings.batchSize(chosen)),
                Objects.requireNonNullElseGet(threads, () -> Settings.threads(chosen)), maxPixels, onError);
    }

    private static Hub hub() {
        return Hub.fromEnvironment(System.getenv());
    }

    private Backbone backbone(String name) {
        return Backbones.find(name)
                .orElseThrow(() -> new ParameterException(spec.commandLine(), Backbones.unknown(name)));
    }

    /** The layers by their own names, each once. */
    private List<String> layers(Backbone backbone) {
        List<String> known = backbone.layerNames();
        for (String layer : layers) {
            if (!layer.equals(PENULTIMATE) && !known.contains(layer)) {
                throw new ParameterException(spec.commandLine(), backbone.name() + " has no layer '" + layer
                        + "'; the nearest are " + Nearest.of(layer, known) + "; --describe shows them all");
            }
        }
        return layers.stream().map(l -> l.equals(PENULTIMATE) ? backbone.penultimate() : l).distinct().toList();
    }
}
