package dev.headstart.trainhead;

import com.google.gson.GsonBuilder;
import dev.headstart.backbone.Backbone;
import dev.headstart.backbone.Backbones;
import dev.headstart.embeddings.Origin;
import dev.headstart.files.AtomicFile;
import dev.headstart.head.HeadFile;
import dev.headstart.head.LinearHead;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
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
        String name = Backbones.find(origin.arch()).map(Backbone::headName).orElse("head");
        put("head.safetensors", new HeadFile(head, name, labels, origin.arch(), origin.fingerprint())::write);
    }

    void metrics(Map<String, Object> metrics) throws IOException {
        put("metrics.json", file -> Files.writeString(file,
                new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(metrics) + "\n"));
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
                        csv.print(String.format(Locale.ROOT, "%.6f", p[c]));
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
