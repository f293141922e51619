package dev.headstart.trainhead;

import dev.headstart.solvers.Knob;
import dev.headstart.solvers.MiniBatches;
import dev.headstart.solvers.Normalization;
import dev.headstart.sweep.Grid;
import dev.headstart.sweep.HeadKind;
import dev.headstart.sweep.LinearSolver;
import dev.headstart.sweep.Recipe;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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

    @Option(names = "--l2", paramLabel = "X", converter = Grid.Converter.class, description = "Penalise half the squared weights by X: a number, a list 0.1,1, or from:to:count (default: 1e-6:1e1:25; 0 with sgd). A range is extended where the best is at its end.")
    private @Nullable Grid l2;

    @Option(names = "--neighbours", paramLabel = "K", converter = Grid.Counts.class, description = "Let the K nearest vote in knn (default: 1,3,5,10,20).")
    private @Nullable Grid neighbours;

    @Option(names = "--solver", defaultValue = "lbfgs", description = "Train linear by: ${COMPLETION-CANDIDATES}, to the optimum or as tutorials do.")
    private LinearSolver solver = LinearSolver.LBFGS;

    @Option(names = "--lr", paramLabel = "X", converter = Grid.Converter.class, description = "Learning rate of sgd, given as --l2 is (default: 0.0001,0.001,0.01,0.1).")
    private @Nullable Grid lr;

    @Option(names = "--epochs", paramLabel = "N", defaultValue = "25", description = "Show sgd every row N times.")
    private int epochs;

    @Option(names = "--batch-size", paramLabel = "N", defaultValue = "32", description = "Let sgd step every N rows.")
    private int batchSize;

    @Option(names = "--momentum", paramLabel = "X", defaultValue = "0.9", description = "Take X of sgd's last step again.")
    private double momentum;

    @Option(names = "--normalize", defaultValue = "none", description = "Before training, do to embeddings: ${COMPLETION-CANDIDATES}.")
    private Normalization normalization = Normalization.NONE;

    @Option(names = "--balance", description = "Let each class count the same, however many rows it has.")
    private boolean balance;

    /** @throws ParameterException if they cannot be had together */
    Recipe recipe(long seed) {
        if (epochs < 1 || batchSize < 1 || !(momentum >= 0 && momentum < 1)) {
            throw new ParameterException(spec.commandLine(),
                    "--epochs and --batch-size must be at least 1, and --momentum from 0 to below 1");
        }
        for (HeadKind kind : kinds) {
            if (balance && !kind.balances()) {
                throw new ParameterException(spec.commandLine(), "--balance is nothing that --head " + kind.label()
                        + " can do: its classes have no weights; leave one of them out");
            }
        }
        Map<Knob, Grid> grids = new EnumMap<>(Knob.class);
        put(grids, Knob.L2, l2);
        put(grids, Knob.LR, lr);
        put(grids, Knob.NEIGHBOURS, neighbours);
        return new Recipe(kinds, grids, solver, new MiniBatches(epochs, batchSize, momentum, seed), normalization,
                balance);
    }

    private static void put(Map<Knob, Grid> grids, Knob knob, @Nullable Grid grid) {
        if (grid != null) {
            grids.put(knob, grid);
        }
    }
}
