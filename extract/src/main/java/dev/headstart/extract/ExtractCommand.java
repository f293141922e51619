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
import dev.headstart.datasets.Picture;
import dev.headstart.embeddings.Origin;
import dev.headstart.pictures.Decoder;
import dev.headstart.pictures.Orientation;
import dev.headstart.pictures.Reduction;
import dev.headstart.pictures.ResizeCrop;
import dev.headstart.torchscript.Compiler;
import dev.headstart.torchscript.Devices;
import dev.headstart.torchscript.Pool;
import dev.headstart.torchscript.Precision;
import dev.headstart.torchscript.Program;
import dev.headstart.torchscript.Target;
import dev.headstart.weights.Hub;
import dev.headstart.weights.Weights;
import dev.headstart.weights.WeightsSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code extract}. */
@Command(name = "extract", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false, showDefaultValues = true, description = "Runs a frozen ImageNet backbone over pictures once and keeps their embeddings.", footer = {
    "", "IMAGES is a folder of class folders (train/, val/, test/ above them are",
    "splits), a flat folder, or a CSV manifest with columns path,label[,split].", "",
    "Example: extract --arch vgg16 images/ out.parquet", "",
    "Exit codes: 0 done, 1 failed, 2 wrong usage, 130 stopped by Ctrl-C: run the", "same command again to go on."})
public final class ExtractCommand implements Callable<Integer> {
    /** How many pictures a worker pushes through at a time unless it is told otherwise. */
    public static final String BATCH_SIZE = "16";

    private static final String PENULTIMATE = "penultimate";
    private static final int INTERRUPTED = 130;

    @Spec
    private CommandSpec spec;

    @Option(names = "--arch", paramLabel = "NAME", defaultValue = "resnet18", description = "Name the backbone, as torchvision does.")
    private String arch = "";

    @Option(names = "--weights", paramLabel = "WHICH", defaultValue = "pretrained", description = "Take 'pretrained', an entry of torchvision's such as IMAGENET1K_V2, a .pth or .safetensors FILE, or 'seeded:N' (untrained).")
    private String weights = "";

    @Option(names = "--layer", paramLabel = "NAME", split = ",", defaultValue = PENULTIMATE, description = "Keep the output of these layers, a column each.")
    private List<String> layers = List.of();

    @Option(names = "--pool", defaultValue = "avg", description = "Make vectors of spatial maps: ${COMPLETION-CANDIDATES}.")
    private Pool pool = Pool.AVG;

    @Option(names = "--precision", defaultValue = "fp32", description = "Compute in ${COMPLETION-CANDIDATES}.")
    private Precision precision = Precision.FP32;

    @Option(names = "--device", paramLabel = "DEVICE", defaultValue = "auto", description = "Run on auto, cpu, gpu or gpu:N.")
    private String device = "";

    @Option(names = "--batch-size", paramLabel = "N", defaultValue = BATCH_SIZE, description = "Push N pictures through at a time.")
    private int batchSize;

    @Option(names = "--exif", defaultValue = "apply", description = "Turn pictures upright (apply), or not, as torchvision (ignore).")
    private Orientation exif = Orientation.APPLY;

    @Option(names = "--fast-decode", description = "Decode large JPEGs at 1/2, 1/4 or 1/8 of their size: four times as fast, values off by 0.4 of 255 on average; does not mix with exact embeddings.")
    private boolean fastDecode;

    @Option(names = "--threads", paramLabel = "N", description = "Use N threads (default: one per processor).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--max-pixels", paramLabel = "N", defaultValue = "178956970", description = "Leave larger pictures out.")
    private long maxPixels;

    @Option(names = "--on-error", defaultValue = "skip", description = "Leave bad pictures out (skip), or stop at the first (fail).")
    private Extraction.OnError onError = Extraction.OnError.SKIP;

    @Option(names = "--fresh", description = "Forget what OUT.parquet holds and start over.")
    private boolean fresh;

    @Option(names = "--list", help = true, description = "List the backbones and their weights.")
    private boolean list;

    @Option(names = "--describe", help = true, paramLabel = "NAME", description = "Show a backbone layer by layer.")
    private @Nullable String describe;

    @Parameters(index = "0", paramLabel = "IMAGES", description = "Folder or CSV manifest.")
    private Path images;

    @Parameters(index = "1", paramLabel = "OUT.parquet", description = "File to write.")
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
        if (batchSize < 1 || threads < 1 || maxPixels < 1) {
            throw new ParameterException(spec.commandLine(),
                    "--batch-size, --threads and --max-pixels must be at least 1");
        }
        Backbone backbone = backbone(arch);
        List<String> wanted = layers(backbone);
        WeightsSource source = WeightsSource.parse(weights, backbone);
        Device device = Devices.of(this.device);
        requireFolder(out);
        Dataset dataset = Dataset.open(images);
        try (Interruption interruption = Interruption.listen();
                Weights tensors = source.open(backbone, Hub.fromEnvironment(System.getenv()))) {
            Origin origin = new Origin(backbone.name(), tensors.identity(), wanted, lower(pool),
                    source.preprocessing().describe(), lower(exif), lower(precision),
                    reduction(source.preprocessing()).describe(),
                    dataset.root().toAbsolutePath().normalize().toString());
            try (Cache cache = Cache.open(out, origin, fresh)) {
                Plan plan = cache.plan(dataset.pictures());
                if (cache.upToDate(plan)) {
                    ErrorList.write(ErrorList.of(out), List.of());
                    console.printf("%s is up to date: %d embeddings; 0 new, 0 changed, 0 gone%n", out,
                            plan.kept().size());
                    return 0;
                }
                console.printf("%s, %s, %s on %s: %d pictures, %d new, %d changed, %d gone%n", backbone.name(),
                        origin.weights(), origin.precision(), Devices.name(device), dataset.pictures().size(),
                        plan.added(), plan.changed(), plan.gone());
                if (!Devices.speedsUp(device, precision)) {
                    console.printf("note: on this CPU fp32 is faster than %s%n", lower(precision));
                }
                if (fastDecode) {
                    console.printf(
                            "note: --fast-decode moves the embeddings of large JPEGs by a cosine distance of some%n"
                                    + "      0.001; they do not mix with exact ones%n");
                }
                if (plan.resumed() > 0) {
                    console.printf("going on after %d pictures of an unfinished run%n", plan.resumed());
                }
                console.flush();
                Job job = new Job(backbone, tensors, source.preprocessing(), device, wanted);
                return extract(job, dataset.pictures(), plan, cache, interruption);
            }
        }
    }

    /** What to push pictures through. */
    private record Job(Backbone backbone, Weights weights, Preprocessing preprocessing, Device device,
            List<String> layers) {}

    private int extract(Job job, List<Picture> pictures, Plan plan, Cache cache, Interruption interruption)
            throws IOException, InterruptedException {
        Extraction.Summary summary = new Extraction.Summary(0, List.of(), false, 0, "");
        if (!plan.pending().isEmpty()) {
            // Small sets are shared out evenly; the numbers are the same whatever the shape.
            int share = (plan.pending().size() + threads - 1) / threads;
            int shape = Math.max(Math.min(batchSize, share), Target.MIN_BATCH);
            Preprocessing preprocessing = job.preprocessing();
            try (Program program = program(job, shape)) {
                summary = new Extraction(program, new Decoder(exif, maxPixels, reduction(preprocessing)),
                        new ResizeCrop(preprocessing.resize(), preprocessing.crop()), shape, threads)
                        .run(plan.pending(), cache.journal(), onError, interruption);
            }
        }
        PrintWriter console = spec.commandLine().getOut();
        if (summary.interrupted()) {
            console.printf("stopped with %d of %d pictures done; run the same command again to go on%n",
                    plan.kept().size() + summary.computed(), pictures.size());
            console.flush();
            return INTERRUPTED;
        }
        ErrorList.write(ErrorList.of(out), summary.failures());
        if (plan.kept().isEmpty() && summary.computed() == 0) {
            cache.discard();
            throw new UserException("none of the " + pictures.size() + " pictures could be read, "
                    + summary.failures().getFirst().path() + " because: " + summary.failures().getFirst().reason()
                    + "; all are in " + ErrorList.of(out));
        }
        int rows = cache.finish(pictures, plan);
        console.printf(Locale.ROOT, "%s: %d embeddings from %d pictures, %d failed%s%n", out, rows, pictures.size(),
                summary.failures().size(), summary.failures().isEmpty() ? "" : " (see " + ErrorList.of(out) + ")");
        if (summary.seconds() > 0) {
            int run = plan.pending().size();
            console.printf(Locale.ROOT, "%d pictures in %.1f s, %.1f pictures/s: %s%n", run, summary.seconds(),
                    run / summary.seconds(), summary.stages());
        }
        console.flush();
        if (summary.failures().size() > pictures.size() / 2) {
            throw new UserException(
                    "more than half of the pictures could not be read (" + summary.failures().size() + " of "
                            + pictures.size() + "); is this the right folder? The reasons are in " + ErrorList.of(out));
        }
        return 0;
    }

    /** Twice the resized length stays, so that the resize still averages, and does not show how the decoder reduced. */
    private Reduction reduction(Preprocessing preprocessing) {
        return fastDecode ? new Reduction(2 * preprocessing.resize()) : Reduction.NONE;
    }

    private Program program(Job job, int shape) throws IOException {
        Path scratch = Files.createTempDirectory("headstart");
        Path compiled = scratch.resolve("net.pt");
        try {
            Compiler.compile(job.backbone(), job.weights(), job.preprocessing(),
                    Target.of(precision, job.device(), shape), job.layers(), pool, compiled);
            job.weights().close(); // hours may follow that have no use for them
            return Program.load(compiled, job.device());
        } catch (IOException e) {
            throw new UserException("the compiled network cannot be written to " + scratch + ": " + e.getMessage()
                    + "; point TMPDIR or -Djava.io.tmpdir to a folder with room", e);
        } finally {
            Files.deleteIfExists(compiled);
            Files.deleteIfExists(scratch);
        }
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

    private static void requireFolder(Path out) {
        Path folder = out.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new UserException("the folder of '" + out + "' does not exist; make it first");
        }
        if (Files.isDirectory(out)) {
            throw new UserException("'" + out + "' is a folder; name a file to write");
        }
    }

    private static String lower(Enum<?> e) {
        return e.name().toLowerCase(Locale.ROOT);
    }
}
