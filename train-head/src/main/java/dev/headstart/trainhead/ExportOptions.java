package dev.headstart.trainhead;

import dev.headstart.backbone.Backbone;
import dev.headstart.backbone.Backbones;
import dev.headstart.cli.UserException;
import dev.headstart.embeddings.Origin;
import dev.headstart.export.ServingFolder;
import dev.headstart.export.StateDictFile;
import dev.headstart.export.TorchScriptFile;
import dev.headstart.export.TrainedNetwork;
import dev.headstart.files.AtomicFile;
import dev.headstart.head.HeadFile;
import dev.headstart.sweep.HeadKind;
import dev.headstart.torchscript.Input;
import dev.headstart.weights.Hub;
import dev.headstart.weights.Weights;
import dev.headstart.weights.WeightsFinder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that ask for the whole network, backbone and new head, in forms that others load. */
final class ExportOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @ArgGroup(exclusive = false)
    private @Nullable TorchScript torchScript;

    @Option(names = "--export-state-dict", paramLabel = "FILE", description = "Write its state dict as safetensors, under torchvision's names.")
    private @Nullable Path stateDict;

    @Option(names = "--export-serving", paramLabel = "DIR", description = "Write a folder for DJL Serving.")
    private @Nullable Path serving;

    @Option(names = "--weights", paramLabel = "WHICH", description = "Take the backbone's weights, for exports and --head mlp, from here (default: PyTorch's cache, by their SHA-256).")
    private @Nullable String weights;

    /** The TorchScript file and what it is to be like. */
    private static final class TorchScript {
        @Option(names = "--export", required = true, paramLabel = "FILE", description = "Write the whole network as TorchScript.")
        private Path file = Path.of("");

        @Option(names = "--export-input", defaultValue = "normalized", paramLabel = "INPUT", description = "It takes ${COMPLETION-CANDIDATES} pictures.")
        private Input input = Input.NORMALIZED;

        @Option(names = "--export-softmax", description = "It gives probabilities, not logits.")
        private boolean softmax;
    }

    /** @throws ParameterException if what wins may be no head that exports can end in */
    void require(HeadOptions heads) {
        List<HeadKind> kinds = heads.kinds();
        if (stateDict != null && heads.unitLength()) {
            throw new ParameterException(spec.commandLine(), "a state dict cannot scale embeddings to length one: "
                    + "leave out --normalize l2, or --export TorchScript instead");
        }
        if (any() && (kinds.contains(HeadKind.MLP) || kinds.stream().noneMatch(HeadKind::isLinear))) {
            throw new ParameterException(spec.commandLine(),
                    "exports end in one Linear: choose --head among linear, logistic, ridge and centroid");
        }
    }

    /**
     * Finds out before any training whether what is asked for can be written.
     *
     * @throws dev.headstart.cli.UserException if the backbone's weights are not to be found, a file's folder is not there or may not be
     *     written to, or a class has a name that a file cannot hold
     */
    void check(Optional<Origin> origin, List<String> classes) {
        if (serving != null) {
            ServingFolder.requireNames(classes);
        }
        targets().forEach(AtomicFile::requireFolderOf);
        files().forEach(AtomicFile::require);
        if (files().map(file -> file.toAbsolutePath().normalize()).distinct().count() < files().count()) {
            throw new UserException("'" + stateDict + "' is named for two exports; name a file for each");
        }
        if (serving != null && Files.exists(serving) && !Files.isDirectory(serving)) {
            throw new UserException("'" + serving + "' is no folder; name one for --export-serving");
        }
        targets().map(target -> Files.isDirectory(target) ? target : folderOf(target))
                .filter(folder -> !Files.isWritable(folder))
                .forEach(folder -> {
                    throw new UserException("folder '" + folder + "' may not be written to; export to another");
                });
        if (any()) {
            Origin made = origin
                    .orElseThrow(() -> new UserException("the embeddings do not say which backbone made them, so there "
                            + "is no whole network to export; make them with: extract IMAGES OUT.parquet"));
            made.requireKnown();
            open(made).close();
        }
    }

    private static Path folderOf(Path target) {
        return Objects.requireNonNull(target.toAbsolutePath().getParent());
    }

    private Stream<Path> targets() {
        return Stream.concat(files(), Stream.ofNullable(serving));
    }

    private Stream<Path> files() {
        return Stream.of(torchScript == null ? null : torchScript.file, stateDict).filter(Objects::nonNull);
    }

    private boolean any() {
        return targets().findAny().isPresent();
    }

    /** The weights that embeddings were made with. */
    Weights open(Origin origin) {
        return new WeightsFinder(Hub.fromEnvironment(System.getenv())).open(origin.weights(), weights, null,
                Backbones.require(origin.arch()));
    }

    /** Writes what is asked for, and says so. */
    void write(HeadFile head, PrintWriter console) throws IOException {
        if (!any()) {
            return;
        }
        Backbone backbone = Backbones.require(head.requireOrigin().arch());
        try (Weights tensors = open(head.requireOrigin())) {
            TrainedNetwork network = new TrainedNetwork(backbone, tensors, head);
            if (torchScript != null) {
                new TorchScriptFile(torchScript.input, torchScript.softmax).write(network, torchScript.file);
                console.println("wrote " + torchScript.file);
            }
            if (serving != null) {
                ServingFolder.write(network, serving);
                console.println("wrote " + serving);
            }
            if (stateDict != null) {
                StateDictFile.write(network, stateDict);
                console.println("wrote " + stateDict);
            }
        }
    }
}
