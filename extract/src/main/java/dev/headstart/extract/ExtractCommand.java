package dev.headstart.extract;

import ai.djl.Device;
import dev.headstart.backbone.Backbone;
import dev.headstart.backbone.Backbones;
import dev.headstart.backbone.Preprocessing;
import dev.headstart.cli.Main;
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
import dev.headstart.torchscript.Precision;
import dev.headstart.torchscript.Program;
import dev.headstart.torchscript.Target;
import dev.headstart.weights.Hub;
import dev.headstart.weights.Weights;
import dev.headstart.weights.WeightsFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
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
    @Spec
    private CommandSpec spec;

    @Option(names = "--arch", paramLabel = "NAME", defaultValue = "resnet18", description = "Name the backbone, as torchvision does.")
    private String arch = "";

    @Option(names = "--weights", paramLabel = "WHICH", defaultValue = "pretrained", description = "Take 'pretrained', a .pth FILE, or 'seeded:N' (untrained).")
    private String weights = "";

    @Option(names = "--precision", defaultValue = "fp32", description = "Compute in ${COMPLETION-CANDIDATES}.")
    private Precision precision = Precision.FP32;

    @Option(names = "--device", paramLabel = "DEVICE", defaultValue = "auto", description = "Run on auto, cpu, gpu or gpu:N.")
    private String device = "";

    @Option(names = "--batch-size", paramLabel = "N", defaultValue = "32", description = "Push N pictures through at a time.")
    private int batchSize;

    @Option(names = "--exif", defaultValue = "apply", description = "Turn pictures upright (apply), or not, as torchvision (ignore).")
    private Orientation exif = Orientation.APPLY;

    @Parameters(index = "0", paramLabel = "IMAGES", description = "Folder or CSV manifest.")
    private Path images;

    @Parameters(index = "1", paramLabel = "OUT.parquet", description = "File to write.")
    private Path out;

    public static void main(String[] args) {
        System.exit(Main.run(new ExtractCommand(), args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (batchSize < 1) {
            throw new ParameterException(spec.commandLine(), "--batch-size must be at least 1");
        }
        Backbone backbone = Backbones.find(arch)
                .orElseThrow(() -> new ParameterException(spec.commandLine(), Backbones.unknown(arch)));
        Device device = Devices.of(this.device);
        Preprocessing preprocessing = Preprocessing.IMAGENET;
        Dataset dataset = Dataset.open(images);
        requireFolder(out);
        PrintWriter console = spec.commandLine().getOut();
        Path scratch = Files.createTempDirectory("headstart");
        Path compiled = scratch.resolve("net.pt");
        try {
            Origin origin = compile(backbone, preprocessing, device, compiled, dataset.root());
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
                        "%s: %d embeddings of %d numbers from %d pictures, %d failed, %.1f s, %.1f pictures/s%n", out,
                        summary.written(), summary.dimension(), summary.pictures(), summary.failed(), summary.seconds(),
                        summary.pictures() / summary.seconds());
            }
        } finally {
            Files.deleteIfExists(compiled);
            Files.deleteIfExists(scratch);
        }
        return 0;
    }

    private Origin compile(Backbone backbone, Preprocessing preprocessing, Device device, Path to, Path root)
            throws IOException {
        String layer = Compiler.penultimate(backbone);
        try (Weights tensors = WeightsFiles.open(weights, backbone, Hub.fromEnvironment(System.getenv()))) {
            Compiler.compile(backbone, tensors, preprocessing, Target.of(precision, device, batchSize), List.of(layer),
                    to);
            return new Origin(backbone.name(), tensors.identity(), layer, preprocessing.describe(), lower(exif),
                    lower(precision), root.toAbsolutePath().normalize().toString());
        }
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
