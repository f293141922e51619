package dev.headstart.trainhead;

import com.google.gson.GsonBuilder;
import dev.headstart.cli.UserException;
import dev.headstart.embeddings.Origin;
import dev.headstart.files.AtomicFile;
import dev.headstart.files.LockFile;
import dev.headstart.head.HeadFile;
import dev.headstart.metrics.Measures;
import dev.headstart.metrics.Predictions;
import dev.headstart.predictions.Prediction;
import dev.headstart.predictions.PredictionsFile;
import dev.headstart.solvers.Knob;
import dev.headstart.solvers.MlpClassifier;
import dev.headstart.splits.Fold;
import dev.headstart.splits.Samples;
import dev.headstart.sweep.Candidate;
import dev.headstart.sweep.LearningCurve;
import dev.headstart.weights.Safetensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * Writes the files of a trained head, all beside their places and then renamed, so that none is ever half there and those of two runs, which
 * would not belong together, do not mix: where renaming was cut short, {@code metrics.json} is missing. One run at a time holds the folder.
 */
final class HeadFolder implements AutoCloseable {
    private static final String METRICS = "metrics.json";
    private static final String PREDICTIONS = "predictions.csv";
    private static final String SWEEP = "sweep.csv";
    private static final String CURVE = "shots.csv";
    /** In the order in which they are put in place. */
    private static final List<String> FILES = List.of(HeadFile.NAME, PREDICTIONS, SWEEP, CURVE, METRICS);

    private final Path folder;
    private final LockFile lock;

    /** @throws UserException if there is no such folder and none can be made, or another run holds it */
    HeadFolder(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UserException("--out '" + folder + "' is no folder and cannot be made one ("
                    + e.getClass().getSimpleName() + "); name another", e);
        }
        if (!Files.isWritable(folder)) {
            throw new UserException("--out '" + folder + "' may not be written to; name another folder");
        }
        lock = LockFile.require(folder.resolve(".lock"), folder);
        Runtime.getRuntime().addShutdownHook(new Thread(this::unlock)); // Ctrl-C ends the process without close
    }

    Path folder() {
        return folder;
    }

    Path report() {
        return folder.resolve("report.html");
    }

    /**
     * Writes all files but the report. Those of an earlier run go, its report among them; they stay, all of them, if one cannot be written.
     * Ctrl-C waits until it is done.
     */
    synchronized void write(Training training, Trained trained, Optional<Origin> origin) throws IOException {
        for (String name : FILES) {
            if (Files.isDirectory(folder.resolve(name))) {
                throw new UserException("'" + folder.resolve(name) + "' is a folder, and a file is to be there; name "
                        + "another --out");
            }
        }
        try {
            removeParts();
            List<String> classes = training.parts().classes();
            head(trained, classes, origin);
            predictions(trained.verdict().predictions(), classes);
            sweep(trained.found().candidates(), training.parts().folds());
            curve(trained.curve());
            metrics(trained.found().chosen(), trained.verdict(), classes, origin, training.seed());
            putInPlace();
        } finally {
            removeParts();
        }
    }

    private void putInPlace() throws IOException {
        Files.deleteIfExists(folder.resolve(METRICS));
        if (Files.isRegularFile(report())) {
            Files.delete(report());
        }
        for (String name : FILES) {
            if (Files.exists(part(name))) {
                Files.move(part(name), folder.resolve(name), StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            } else {
                Files.deleteIfExists(folder.resolve(name));
            }
        }
    }

    private void removeParts() throws IOException {
        for (String name : FILES) {
            Files.deleteIfExists(part(name));
        }
    }

    private Path part(String name) {
        return AtomicFile.beside(folder.resolve(name));
    }

    /** {@code head.safetensors}, under torchvision's names; there is none of a head that cannot be saved. */
    private void head(Trained trained, List<String> classes, Optional<Origin> origin) throws IOException {
        Optional<HeadFile> linear = trained.linear(classes, origin);
        if (linear.isPresent()) {
            put(HeadFile.NAME, linear.get()::write);
        } else if (trained.verdict().head() instanceof MlpClassifier mlp) {
            Map<String, String> metadata = HeadFile.metadata(classes, origin,
                    trained.verdict().predictions().temperature());
            put(HeadFile.NAME, new Safetensors(mlp.tensors(), metadata)::write);
        }
    }

    /** {@code metrics.json}. */
    private void metrics(Candidate best, Verdict verdict, List<String> labels, Optional<Origin> origin, long seed)
            throws IOException {
        Measures m = verdict.measures();
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("head", best.kind().toString());
        for (Knob knob : best.setting().values().keySet().stream().sorted().toList()) {
            metrics.put(knob.label(), best.setting().number(knob));
        }
        metrics.put("temperature", verdict.predictions().temperature());
        metrics.put("seed", seed);
        metrics.put("measured_on", verdict.on());
        metrics.put("measured_rows", m.samples());
        metrics.put("chosen_on_these_rows", verdict.chosenOnThese());
        metrics.put("accuracy", m.accuracy());
        metrics.put("accuracy_low", m.low());
        metrics.put("accuracy_high", m.high());
        metrics.put("top_5", m.topFive());
        metrics.put("macro_f1", m.macroF1());
        metrics.put("log_loss", m.logLoss());
        metrics.put("calibration_error", m.calibrationError());
        List<Map<String, Object>> classes = new ArrayList<>();
        for (int c = 0; c < labels.size(); c++) {
            Measures.ClassMeasures of = m.classes().get(c);
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("class", labels.get(c));
            row.put("rows", of.support());
            row.put("precision", of.precision());
            row.put("recall", of.recall());
            row.put("f1", of.f1());
            classes.add(row);
        }
        metrics.put("classes", classes);
        origin.ifPresent(o -> metrics.put("fingerprint", o.fingerprint()));
        put(METRICS, file -> Files.writeString(file,
                new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(metrics) + "\n"));
    }

    /** {@code sweep.csv}: a row per candidate and fold, the best candidate first. */
    private void sweep(List<Candidate> candidates, List<Fold> folds) throws IOException {
        CSVFormat format = CSVFormat.RFC4180.builder()
                .setHeader(columns(List.of("head"),
                        List.of("fold", "train_rows", "rows", "accuracy", "top_5", "macro_f1", "log_loss",
                                "calibration_error")))
                .get();
        put(SWEEP, file -> {
            try (Writer writer = Files.newBufferedWriter(file); CSVPrinter csv = new CSVPrinter(writer, format)) {
                for (Candidate candidate : candidates) {
                    for (int f = 0; f < candidate.trials().size(); f++) {
                        Measures m = candidate.trials().get(f);
                        csv.print(candidate.kind());
                        printKnobs(csv, candidate);
                        csv.printRecord(f, folds.get(f).train().length, m.samples(), digits(m.accuracy()),
                                digits(m.topFive()), digits(m.macroF1()), digits(m.logLoss()),
                                digits(m.calibrationError()));
                    }
                }
            }
        });
    }

    /** {@code shots.csv}: a row per number of rows of each class; there is none without {@code --shots}. */
    private void curve(LearningCurve curve) throws IOException {
        if (curve.points().isEmpty()) {
            return;
        }
        CSVFormat format = CSVFormat.RFC4180.builder()
                .setHeader(columns(List.of("shots", "rows", "draws", "head"),
                        List.of("accuracy", "deviation", "log_loss")))
                .get();
        put(CURVE, file -> {
            try (Writer writer = Files.newBufferedWriter(file); CSVPrinter csv = new CSVPrinter(writer, format)) {
                for (LearningCurve.Point p : curve.points()) {
                    csv.print(Shots.describe(p.shots()));
                    csv.print(p.rows());
                    csv.print(p.draws());
                    csv.print(p.best().kind());
                    printKnobs(csv, p.best());
                    csv.printRecord(digits(p.best().accuracy()), digits(p.deviation()), digits(p.best().logLoss()));
                }
            }
        });
    }

    /** A column for every knob between the others. */
    private static String[] columns(List<String> before, List<String> behind) {
        return Stream.of(before, Stream.of(Knob.values()).map(Knob::label).toList(), behind)
                .flatMap(List::stream)
                .toArray(String[]::new);
    }

    /** Blank where the kind has no such knob. */
    private static void printKnobs(CSVPrinter csv, Candidate candidate) throws IOException {
        for (Knob knob : Knob.values()) {
            csv.print(candidate.setting().number(knob));
        }
    }

    private static String digits(double value) {
        return String.format(Locale.ROOT, "%.6f", value);
    }

    /** {@code predictions.csv}: a row per measured picture, with its most probable classes. */
    private void predictions(Predictions predictions, List<String> classes) throws IOException {
        Samples samples = predictions.samples();
        List<Prediction> table = IntStream.range(0, samples.size())
                .mapToObj(i -> Prediction.of(samples.path(i), classes.get(samples.labels()[i]),
                        predictions.probabilities(i), classes))
                .toList();
        put(PREDICTIONS, file -> PredictionsFile.write(file, table, classes.size()));
    }

    private void put(String name, AtomicFile.Body body) throws IOException {
        body.writeTo(part(name));
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    private synchronized void unlock() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
