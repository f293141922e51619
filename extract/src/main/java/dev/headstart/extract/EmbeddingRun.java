package dev.headstart.extract;

import dev.headstart.cli.Interruption;
import dev.headstart.cli.Main;
import dev.headstart.cli.Note;
import dev.headstart.cli.UserException;
import dev.headstart.datasets.Picture;
import dev.headstart.embeddings.Embedding;
import dev.headstart.embeddings.Origin;
import dev.headstart.files.Reason;
import dev.headstart.pictures.Reduction;
import dev.headstart.torchscript.Devices;
import dev.headstart.torchscript.Result;
import dev.headstart.weights.Weights;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Brings the embeddings in a file up to date with the pictures.
 *
 * @param fresh whether to forget what the file holds
 */
record EmbeddingRun(Origin origin, Settings settings, boolean fresh, Output output) {

    /** @return the exit code */
    int run(List<Picture> pictures, Weights weights, Interruption interruption)
            throws IOException, InterruptedException {
        Network network = Network.of(origin, weights);
        try (Cache cache = Cache.open(output, origin, fresh)) {
            Optional<Plan> compared = cache.plan(pictures, interruption);
            if (compared.isEmpty()) {
                output.console().printf("stopped before anything was computed%n");
                output.console().flush();
                return Main.INTERRUPTED;
            }
            Plan plan = compared.get();
            if (cache.upToDate(plan)) {
                output.list(List.of());
                output.console()
                        .printf(Locale.ROOT, "%s is up to date: %d embeddings; 0 new, 0 changed, 0 gone%n",
                                output.file(), plan.kept().size());
                return 0;
            }
            announce(network, pictures.size(), plan, cache.journal().damaged());
            Job job = new Job(network, new Result.Embeddings(origin.layers(), network.pool()), settings);
            Extraction.Summary summary = plan.pending().isEmpty() ? Extraction.Summary.NOTHING
                    : job.run(plan.pending(), outputs -> append(cache, outputs), interruption);
            return finish(cache, pictures, plan, summary);
        }
    }

    private void announce(Network network, int pictures, Plan plan, long damaged) throws IOException {
        PrintWriter console = output.console();
        console.printf(Locale.ROOT, "%s, %s, %s on %s: %d pictures, %d new, %d changed, %d gone%n", origin.arch(),
                origin.weights(), origin.precision(), Devices.name(settings.device()), pictures, plan.added(),
                plan.changed(), plan.gone());
        network.weights().notes().forEach(note -> console.print(Note.of(note)));
        if (!Devices.speedsUp(settings.device(), network.precision())) {
            console.printf("note: this CPU computes %s in float32, with weights rounded to %<s;%n"
                    + "      fp32 is as fast, and exact%n", origin.precision());
        }
        if (!network.reduction().equals(Reduction.NONE)) {
            console.printf("note: --fast-decode moves the embeddings of large JPEGs by a cosine distance of some%n"
                    + "      0.0002; they do not mix with exact ones%n");
        }
        if (plan.resumed() > 0) {
            console.printf(Locale.ROOT, "going on after %d pictures of an unfinished run%n", plan.resumed());
        }
        if (damaged > 0) {
            console.printf(Locale.ROOT,
                    "note: %d bytes of that run's journal are damaged; the pictures that they were of%n"
                            + "      are computed again%n",
                    damaged);
        }
        console.flush();
    }

    private static void append(Cache cache, List<Embedding> outputs) {
        try {
            cache.append(outputs);
        } catch (IOException e) {
            throw new UserException("the journal beside the output cannot be written: " + Reason.of(e)
                    + "; what was finished is kept: make room, then run the same command again", e);
        }
    }

    private int finish(Cache cache, List<Picture> pictures, Plan plan, Extraction.Summary summary) throws IOException {
        return switch (summary.ending()) {
            case INTERRUPTED -> {
                output.console()
                        .printf(Locale.ROOT,
                                "stopped with %d of %d pictures done; run the same command again to go on%n",
                                plan.kept().size() + summary.computed(), pictures.size());
                output.console().flush();
                yield Main.INTERRUPTED;
            }
            case FAILED -> throw summary.failures().getFirst().stopped("what was finished is kept");
            case DONE -> {
                output.list(summary.failures());
                if (plan.kept().isEmpty() && summary.computed() == 0) {
                    cache.discard();
                    throw output.nothing(summary.failures());
                }
                int rows = store(cache, pictures, plan);
                output.summarise(rows + " embeddings", pictures.size(), summary);
                yield 0;
            }
        };
    }

    private int store(Cache cache, List<Picture> pictures, Plan plan) {
        try {
            return cache.finish(pictures, plan);
        } catch (IOException e) {
            throw new UserException("'" + output.file() + "' cannot be written: " + Reason.of(e)
                    + "; what was finished is kept: mend that, then run the same command again", e);
        }
    }
}
