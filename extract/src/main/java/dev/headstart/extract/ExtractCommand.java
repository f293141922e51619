package dev.headstart.extract;

import ai.djl.Device;
import dev.headstart.backbone.Backbone;
import dev.headstart.backbone.Backbones;
import dev.headstart.backbone.Preprocessing;
import dev.headstart.cli.Main;
import dev.headstart.cli.Nearest;
import dev.headstart.cli.UserException;
import dev.headstart.cli.Version;
import dev.headstart.datasets.Dataset;
import dev.headstart.embeddings.EmbeddingsWriter;
import dev.headstart.embeddings.Origin;
import dev.headstart.pictures.Decoder;
import dev.headstart.pictures.Orientation;
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
import java.util.stream.Collectors;
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
    "Example: extract --arch vgg16 images/ out.parquet", "", "Exit codes: 0 done, 1 failed, 2 wrong usage."})
public final class ExtractCommand implements Callable<Integer> {
    private static final String PENULTIMATE = "penultimate";

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

    @Option(names = "--batch-size", paramLabel = "N", defaultValue = "32", description = "Push N pictures through at a time.")
    private int batchSize;

    @Option(names = "--exif", defaultValue = "apply", description = "Turn pictures upright (apply), or not, as torchvision (ignore).")
    private Orientation exif = Orientation.APPLY;

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
        if (batchSize < 1) {
            throw new ParameterException(spec.commandLine(), "--batch-size must be at least 1");
        }
        Backbone backbone = backbone(arch);
        List<String> wanted = layers(backbone);
        WeightsSource source = WeightsSource.parse(weights, backbone);
        Preprocessing preprocessing = source.preprocessing();
        Device device = Devices.of(this.device);
        Dataset dataset = Dataset.open(images);
        requireFolder(out);
        Path scratch = Files.createTempDirectory("headstart");
        Path compiled = scratch.resolve("net.pt");
        try {
            Origin origin;
            try (Weights tensors = source.open(backbone, Hub.fromEnvironment(System.getenv()))) {
                Compiler.compile(backbone, tensors, preprocessing, Target.of(precision, device, batchSize), wanted,
                        pool, compiled);
                origin = new Origin(backbone.name(), tensors.identity(), wanted, lower(pool), preprocessing.describe(),
                        lower(exif), lower(precision), dataset.root().toAbsolutePath().normalize().toString());
            }
            try (Program program = Program.load(compiled, device);
                    EmbeddingsWriter writer = new EmbeddingsWriter(out, origin)) {
                Files.delete(compiled);
                console.printf("%s, %s, %s on %s: %,d pictures%n", backbone.name(), origin.weights(),
                        origin.precision(), Devices.name(device), dataset.pictures().size());
                console.flush();
                Extraction extraction = new Extraction(program, new Decoder(exif),
                        new ResizeCrop(preprocessing.resize(), preprocessing.crop()), batchSize);
                Extraction.Summary summary = extraction.run(dataset.pictures(), writer, spec.commandLine().getErr());
                if (summary.written() == 0) {
                    throw new UserException(
                            "none of the " + summary.pictures() + " pictures could be read; nothing was written");
                }
                writer.commit();
                console.printf(Locale.ROOT,
                        "%s: %d embeddings of %s numbers from %d pictures, %d failed, %.1f s, %.1f pictures/s%n", out,
                        summary.written(), join(summary.dimensions()), summary.pictures(), summary.failed(),
                        summary.seconds(), summary.pictures() / summary.seconds());
            }
        } finally {
            Files.deleteIfExists(compiled);
            Files.deleteIfExists(scratch);
        }
        return 0;
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

    private static String join(List<Integer> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(" + "));
    }

    private static String lower(Enum<?> e) {
        return e.name().toLowerCase(Locale.ROOT);
    }
}
