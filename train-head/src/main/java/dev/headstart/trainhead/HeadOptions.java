package dev.headstart.trainhead;

import dev.headstart.backbone.Backbones;
import dev.headstart.cli.UserException;
import dev.headstart.embeddings.Embeddings;
import dev.headstart.embeddings.Origin;
import dev.headstart.solvers.Knob;
import dev.headstart.solvers.MiniBatches;
import dev.headstart.solvers.Normalization;
import dev.headstart.solvers.Tail;
import dev.headstart.sweep.Grid;
import dev.headstart.sweep.HeadKind;
import dev.headstart.sweep.LinearSolver;
import dev.headstart.sweep.Recipe;
import dev.headstart.torchscript.Devices;
import dev.headstart.torchscript.UnusedGpu;
import dev.headstart.weights.Weights;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say which heads are tried and how they are trained. */
final class HeadOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--head", split = ",", paramLabel = "HEAD", defaultValue = "linear", description = "Try these: ${COMPLETION-CANDIDATES} (logistic is Smile's).")
    private List<HeadKind> kinds = List.of();

    @Option(names = "--l2", paramLabel = "X", converter = Grid.Converter.class, description = "Penalise half the squared weights by X: a number, a list 0.1,1, or from:to:count (default: 1e-6:1e1:25; 0 with sgd and mlp). A range is extended where the best is at its end.")
    private @Nullable Grid l2;

    @Option(names = "--neighbours", paramLabel = "K", converter = Grid.Counts.class, description = "Let the K nearest vote in knn (default: 1,3,5,10,20).")
    private @Nullable Grid neighbours;

    @Option(names = "--solver", paramLabel = "SOLVER", defaultValue = "lbfgs", description = "Train linear by: ${COMPLETION-CANDIDATES}, to the optimum or as tutorials do.")
    private LinearSolver solver = LinearSolver.LBFGS;

    @Option(names = "--lr", paramLabel = "X", converter = Grid.Converter.class, description = "Learning rate of sgd and mlp, given as --l2 is (default: 0.0001,0.001,0.01,0.1; mlp 0.001).")
    private @Nullable Grid lr;

    @Option(names = "--epochs", paramLabel = "N", defaultValue = "25", description = "Show sgd and mlp every row N times.")
    private int epochs;

    @Option(names = "--batch-size", paramLabel = "N", defaultValue = "32", description = "Let them step every N rows.")
    private int batchSize;

    @Option(names = "--momentum", paramLabel = "X", defaultValue = "0.9", description = "Let them take X of the last step again.")
    private double momentum;

    @Option(names = "--normalize", paramLabel = "HOW", defaultValue = "none", description = "Before training, do to embeddings: ${COMPLETION-CANDIDATES}.")
    private Normalization normalization = Normalization.NONE;

    @Option(names = "--balance", description = "Let each class count the same, however many rows it has.")
    private boolean balance;

    @Option(names = "--device", paramLabel = "DEVICE", defaultValue = "cpu", description = "Train on cpu, gpu, gpu:N, or auto: a GPU if there is one.")
    private String device = "";

    List<HeadKind> kinds() {
        return kinds.stream().distinct().toList();
    }

    boolean unitLength() {
        return normalization == Normalization.L2;
    }

    /** Of the features, how many are in memory at once, at most. */
    int copies() {
        return kinds.stream().mapToInt(HeadKind::copies).max().orElseThrow();
    }

    /** @throws ParameterException if they cannot be had together */
    void require() {
        if (epochs < 1 || batchSize < 1 || !(momentum >= 0 && momentum < 1)) {
            throw new ParameterException(spec.commandLine(),
                    "--epochs and --batch-size must be at least 1, and --momentum from 0 to below 1");
        }
        if (kinds.contains(HeadKind.MLP) && normalization != Normalization.NONE) {
            throw new ParameterException(spec.commandLine(),
                    "--head mlp starts from the backbone's weights, which want embeddings as they are; leave out --normalize");
        }
        Devices.refusal(device).ifPresent(refusal -> {
            throw new ParameterException(spec.commandLine(), refusal);
        });
        for (HeadKind kind : kinds) {
            if (balance && !kind.balances()) {
                throw new ParameterException(spec.commandLine(), "--balance is nothing that --head " + kind
                        + " can do: its classes have no weights; leave one of them out");
            }
        }
        for (Knob knob : grids().keySet()) {
            if (kinds.stream().noneMatch(kind -> kind.has(knob, solver))) {
                throw new ParameterException(spec.commandLine(),
                        "--" + knob.label() + " is nothing that --head "
                                + String.join(",", kinds().stream().map(HeadKind::toString).toList()) + " --solver "
                                + solver + " has; leave it out, or try other heads");
            }
        }
    }

    /** A note, in lines, if this machine's GPU is not used although it may be. */
    Optional<String> unusedGpu() {
        return UnusedGpu.note(device);
    }

    private Map<Knob, Grid> grids() {
        Map<Knob, Grid> grids = new EnumMap<>(Knob.class);
        put(grids, Knob.L2, l2);
        put(grids, Knob.LR, lr);
        put(grids, Knob.NEIGHBOURS, neighbours);
        return grids;
    }

    /**
     * What they ask for.
     *
     * @param weights opens the backbone's
     * @throws UserException if the embeddings are not what a head wants
     */
    Recipe recipe(long seed, Embeddings embeddings, Function<Origin, Weights> weights) {
        return new Recipe(kinds(), grids(), solver, new MiniBatches(epochs, batchSize, momentum, seed),
                kinds.contains(HeadKind.MLP) ? Optional.of(tail(embeddings, weights)) : Optional.empty(), normalization,
                balance, Devices.of(device));
    }

    private static Tail tail(Embeddings embeddings, Function<Origin, Weights> weights) {
        Origin origin = embeddings.origin()
                .orElseThrow(() -> new UserException("--head mlp trains the classifier of the backbone that made the "
                        + "embeddings, and these do not say which; make them with: extract --arch vgg16 --layer avgpool"));
        Tail tail = Tail.of(Backbones.require(origin.arch()), origin, embeddings.dimension(),
                () -> weights.apply(origin));
        weights.apply(origin).close(); // not found after minutes of other heads
        return tail;
    }

    private static void put(Map<Knob, Grid> grids, Knob knob, @Nullable Grid grid) {
        if (grid != null) {
            grids.put(knob, grid);
        }
    }
}
