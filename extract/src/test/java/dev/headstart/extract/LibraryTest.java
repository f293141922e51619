package dev.headstart.extract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headstart.cli.Main;
import dev.headstart.embeddings.EmbeddingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example in this package's Javadoc, run, and compared with it line by line. */
class LibraryTest {
    private static final String SOURCE = "java/dev/headstart/extract/";

    @TempDir
    Path folder;

    @Test
    void theExampleInThePackagesJavadocRuns() throws Exception {
        String images = Files.createDirectories(folder.resolve("images")).toString();
        Files.copy(Path.of("../datasets/samples/train/city/00.jpg"), Path.of(images, "a.jpg"));
        String store = folder.resolve("e.parquet").toString();
        // example
        int exit = Main.run(new ExtractCommand(), "--weights", "seeded:0", images, store);
        List<String> lines = new ArrayList<>();
        try (EmbeddingsReader reader = EmbeddingsReader.open(Path.of(store))) {
            reader.forEach(embedding -> {
                float[] vector = embedding.vectors().getFirst(); // [512]
                lines.add(embedding.row().path() + ": " + vector.length + " numbers");
            });
        }
        // end
        assertEquals(0, exit);
        assertEquals(List.of("a.jpg: 512 numbers"), lines);
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
}
