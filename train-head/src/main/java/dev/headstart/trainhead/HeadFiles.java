package dev.headstart.trainhead;

import com.google.gson.GsonBuilder;
import dev.headstart.embeddings.Origin;
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
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * The files of a trained head.
 *
 * @param folder that they are written to
 */
record HeadFiles(Path folder) {
    static final String REPORT = "report.html";
    private static final String METRICS = "metrics.json";
    private static final String PREDICTIONS = "predictions.csv";
    private static final String SWEEP = "sweep.csv";
    private static final String CURVE = "shots.csv";
    /** All that there may be. */
    static final List<String> NAMES = List.of(HeadFile.NAME, METRICS, PREDICTIONS, SWEEP, CURVE, REPORT);

    /** Writes all but the report. */
    void write(Training training, Trained trained, Optional<Origin> origin) throws IOException {
        List<String> classes = training.parts().classes();
        head(trained, classes, origin);
        predictions(trained.verdict().predictions(), classes);
        sweep(trained.found().candidates(), training.parts().folds());
        curve(trained.curve());
        metrics(trained.found().chosen(), trained.verdict(), classes, origin, training.seed());
    }

    /** {@code head.safetensors}, under torchvision's names; there is none of a head that cannot be saved. */
    private void head(Trained trained, List<String> classes, Optional<Origin> origin) throws IOException {
        Optional<HeadFile> linear = trained.linear(classes, origin);
        if (linear.isPresent()) {
            linear.get().write(folder.resolve(HeadFile.NAME));
        } else if (trained.verdict().head() instanceof MlpClassifier mlp) {
            Map<String, String> metadata = HeadFile.metadata(classes, origin,
                    trained.verdict().predictions().temperature());
            new Safetensors(mlp.tensors(), metadata).write(folder.resolve(HeadFile.NAME));
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
        Files.writeString(folder.resolve(METRICS),
                new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(metrics) + "\n");
    }

    /** {@code sweep.csv}: a row per candidate and fold, the best candidate first. */
    private void sweep(List<Candidate> candidates, List<Fold> folds) throws IOException {
        CSVFormat format = CSVFormat.RFC4180.builder()
                .setHeader(columns(List.of("head"),
                        List.of("fold", "train_rows", "rows", "accuracy", "top_5", "macro_f1", "log_loss",
                                "calibration_error")))
                .get();
        try (Writer writer = Files.newBufferedWriter(folder.resolve(SWEEP));
                CSVPrinter csv = new CSVPrinter(writer, format)) {
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
        try (Writer writer = Files.newBufferedWriter(folder.resolve(CURVE));
                CSVPrinter csv = new CSVPrinter(writer, format)) {
            for (LearningCurve.Point p : curve.points()) {
                csv.print(Shots.describe(p.shots()));
                csv.print(p.rows());
                csv.print(p.draws());
                csv.print(p.best().kind());
                printKnobs(csv, p.best());
                csv.printRecord(digits(p.best().accuracy()), digits(p.deviation()), digits(p.best().logLoss()));
            }
        }
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
        PredictionsFile.write(folder.resolve(PREDICTIONS), table, classes.size());
    }
}
