package dev.headstart.trainhead;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headstart.backbone.Preprocessing;
import dev.headstart.cli.Main;
import dev.headstart.embeddings.Embedding;
import dev.headstart.embeddings.EmbeddingsWriter;
import dev.headstart.embeddings.Origin;
import dev.headstart.embeddings.Row;
import dev.headstart.head.HeadFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example in this package's Javadoc, run, and compared with it line by line. */
class LibraryTest {
    private static final String SOURCE = "java/dev/headstart/trainhead/";

    @TempDir
    Path folder;

    @Test
    void theExampleInThePackagesJavadocRuns() throws Exception {
        String store = folder.resolve("e.parquet").toString();
        write(Path.of(store));
        String out = folder.resolve("out").toString();
        float[] vector = {10, 0};
        // example
        int exit = Main.run(new TrainHeadCommand(), "--l2", "0.01", "--no-report", "--out", out, store);
        HeadFile head = HeadFile.read(Path.of(out));
        double[] probabilities = head.calibrated().probabilities(vector, 0); // [classes]
        List<String> lines = new ArrayList<>();
        for (int c = 0; c < probabilities.length; c++) {
            lines.add(String.format(Locale.ROOT, "%s %.1f", head.labels().get(c), probabilities[c]));
        }
        // end
        assertEquals(0, exit);
        assertEquals(List.of("ants 1.0", "bees 0.0"), lines);
        assertTrue(probabilities[0] < 1);
    }

    @Test
    void itIsTheCodeAbove() throws IOException {
        List<String> test = Files.readAllLines(Path.of("src/test", SOURCE, "LibraryTest.java"))
                .stream()
                .map(String::strip)
                .toList();
        List<String> example = test.subList(test.indexOf("// example") + 1, test.indexOf("// end"));
        List<String> javadoc = Files.readAllLines(Path.of("src/main", SOURCE, "package-info.java"))
                .stream()
                .map(l -> l.replaceFirst("^ \\* ?", "").strip())
                .toList();
        int begin = javadoc.indexOf("{@snippet :") + 1;
        assertEquals(String.join(" ", example), String.join(" ", javadoc.subList(begin, javadoc.lastIndexOf("}"))));
    }

    private static void write(Path store) throws IOException {
        Origin origin = new Origin("resnet18", "seeded:0", List.of("flatten"), "avg", Preprocessing.IMAGENET.describe(),
                "apply", "fp32", "");
        try (EmbeddingsWriter writer = new EmbeddingsWriter(store, origin)) {
            for (int i = 0; i < 20; i++) {
                Row row = new Row(i + ".jpg", i % 2 == 0 ? "ants" : "bees", null, 1, 1, "00ff", 1, 1);
                writer.write(new Embedding(row, List.of(new float[]{i % 2 == 0 ? 9 + i : 0, i % 2 == 0 ? 0 : 9 + i})));
            }
            writer.commit();
        }
    }
}
