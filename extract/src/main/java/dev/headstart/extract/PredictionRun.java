package dev.headstart.extract;

import dev.headstart.cli.Interruption;
import dev.headstart.cli.Main;
import dev.headstart.cli.Note;
import dev.headstart.cli.UserException;
import dev.headstart.datasets.Picture;
import dev.headstart.embeddings.Embedding;
import dev.headstart.embeddings.Origin;
import dev.headstart.files.LockFile;
import dev.headstart.files.Reason;
import dev.headstart.head.HeadFile;
import dev.headstart.predictions.Prediction;
import dev.headstart.predictions.PredictionsFile;
import dev.headstart.torchscript.Devices;
import dev.headstart.torchscript.Result;
import dev.headstart.weights.Weights;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/** Writes what a head says of the pictures: backbone and head are one program, and no embedding is kept. */
record PredictionRun(HeadFile head, Settings settings, Output output) {

    /** @return the exit code */
    int run(List<Picture> pictures, Weights weights, Interruption interruption)
            throws IOException, InterruptedException {
        Origin origin = head.requireOrigin();
        Network network = Network.of(origin, weights);
        try (LockFile _ = output.lock()) {
            output.console()
                    .printf(Locale.ROOT, "%s and a head of %d classes, %s on %s: %d pictures%n", origin.arch(),
                            head.labels().size(), origin.precision(), Devices.name(settings.device()), pictures.size());
            weights.notes().forEach(note -> output.console().print(Note.of(note)));
            if (!Devices.speedsUp(settings.device(), network.precision())) {
                output.console()
                        .printf("note: this CPU computes %s in float32, with weights rounded to %<s%n",
                                origin.precision());
            }
            output.console().flush();
            Map<String, Prediction> found = new HashMap<>();
            Result result = new Result.Classes(origin.layers().getFirst(), network.pool(), head.calibrated(), true);
            Extraction.Summary summary = new Job(network, result, settings).run(pictures,
                    outputs -> outputs.forEach(o -> found.put(o.row().path(), prediction(o))), interruption);
            return finish(pictures, found, summary);
        }
    }

    private Prediction prediction(Embedding output) {
        float[] values = output.vectors().getFirst();
        double[] probabilities = IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
        return Prediction.of(output.row().path(), output.row().label(), probabilities, head.labels());
    }

    private int finish(List<Picture> pictures, Map<String, Prediction> found, Extraction.Summary summary)
            throws IOException {
        return switch (summary.ending()) {
            case INTERRUPTED -> {
                output.console()
                        .printf(Locale.ROOT, "stopped with %d of %d pictures done; nothing was written%n",
                                summary.computed(), pictures.size());
                output.console().flush();
                yield Main.INTERRUPTED;
            }
            case FAILED -> throw summary.failures().getFirst().stopped("nothing was written");
            case DONE -> {
                output.list(summary.failures());
                if (found.isEmpty()) {
                    throw output.nothing(summary.failures());
                }
                List<Prediction> inOrder = pictures.stream()
                        .map(p -> found.get(p.path()))
                        .filter(Objects::nonNull)
                        .toList();
                try {
                    PredictionsFile.write(output.file(), inOrder, head.labels().size());
                } catch (IOException e) {
                    throw new UserException("'" + output.file() + "' cannot be written: " + Reason.of(e), e);
                }
                sayHowManyAreRight(inOrder);
                output.summarise(inOrder.size() + " predictions", pictures.size(), summary);
                yield 0;
            }
        };
    }

    /** Of those whose class is one that the head knows. */
    private void sayHowManyAreRight(List<Prediction> predictions) {
        List<Prediction> known = predictions.stream()
                .filter(p -> p.label() != null && head.labels().contains(p.label()))
                .toList();
        if (!known.isEmpty()) {
            long right = known.stream().filter(p -> p.best().getFirst().label().equals(p.label())).count();
            output.console()
                    .printf(Locale.ROOT, "accuracy %.4f (%d of %d with a label)%n", (double) right / known.size(),
                            right, known.size());
        }
    }
}
