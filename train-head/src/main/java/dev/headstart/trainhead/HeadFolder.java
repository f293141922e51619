package dev.headstart.trainhead;

import com.google.gson.GsonBuilder;
import dev.headstart.embeddings.Origin;
import dev.headstart.files.AtomicFile;
import dev.headstart.head.HeadFile;
import dev.headstart.head.LinearHead;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Writes the files of a trained head, each beside its place and then renamed, so that none is ever half there. */
final class HeadFolder {
    private static final int TOP = 5;

    private final Path folder;

    HeadFolder(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    /** {@code head.safetensors}, under torchvision's names of the backbone's last layer. */
    void head(LinearHead head, List<String> labels, Origin origin) throws IOException {
        put(HeadFile.NAME, new HeadFile(head, labels, origin, 1)::write);
    }

    Path folder() {
        return folder;
    }

    /** {@code metrics.json}. */
    void metrics(Sweep.Candidate best, Verdict verdict, List<String> labels, Origin origin, long seed)
            throws IOException {
        Measures m = verdict.measures();
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("head", best.solver().label());
        metrics.put("l2", best.l2());
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
        metrics.put("fingerprint", origin.fingerprint());
        put("metrics.json", file -> Files.writeString(file,
                new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(metrics) + "\n"));
    }

    /** {@code sweep.csv}: a row per candidate and fold, the best candidate first. */
    void sweep(List<Sweep.Candidate> candidates) throws IOException {
        CSVFormat format = CSVFormat.RFC4180.builder()
                .setHeader("head", "l2", "fold", "train_rows", "rows", "accuracy", "top_5", "macro_f1", "log_loss",
                        "calibration_error")
                .get();
        put("sweep.csv", file -> {
            try (Writer writer = Files.newBufferedWriter(file); CSVPrinter csv = new CSVPrinter(writer, format)) {
                for (Sweep.Candidate candidate : candidates) {
                    for (int f = 0; f < candidate.trials().size(); f++) {
                        Sweep.Trial trial = candidate.trials().get(f);
                        Measures m = trial.measures();
                        csv.printRecord(candidate.solver().label(), candidate.l2(), f, trial.fold().train().length,
                                m.samples(), digits(m.accuracy()), digits(m.topFive()), digits(m.macroF1()),
                                digits(m.logLoss()), digits(m.calibrationError()));
                    }
                }
            }
        });
    }

    private static String digits(double value) {
        return String.format(Locale.ROOT, "%.6f", value);
    }

    /** {@code predictions.csv}: a row per held-out picture, with its most probable classes. */
    void predictions(Samples samples, LinearHead head, List<String> classes) throws IOException {
        put("predictions.csv", file -> {
            try (Writer writer = Files.newBufferedWriter(file);
                    CSVPrinter csv = new CSVPrinter(writer, CSVFormat.RFC4180)) {
                int top = Math.min(TOP, classes.size());
                csv.print("path");
                csv.print("label");
                for (int k = 1; k <= top; k++) {
                    csv.print("predicted_" + k);
                    csv.print("probability_" + k);
                }
                csv.println();
                for (int i = 0; i < samples.size(); i++) {
                    double[] p = head.probabilities(samples.embeddings().values(), samples.offset(i));
                    csv.print(samples.path(i));
                    csv.print(classes.get(samples.labels()[i]));
                    List<Integer> best = IntStream.range(0, p.length)
                            .boxed()
                            .sorted(Comparator.comparingDouble((Integer c) -> -p[c]))
                            .limit(top)
                            .toList();
                    for (int c : best) {
                        csv.print(classes.get(c));
                        csv.print(digits(p[c]));
                    }
                    csv.println();
                }
            }
        });
    }

    private void put(String name, AtomicFile.Body body) throws IOException {
        AtomicFile.write(folder.resolve(name), body);
    }
}
