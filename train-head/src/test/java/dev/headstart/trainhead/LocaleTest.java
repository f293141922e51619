package dev.headstart.trainhead;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headstart.cli.Main;
import dev.headstart.embeddings.Embedding;
import dev.headstart.embeddings.EmbeddingsWriter;
import dev.headstart.embeddings.Origin;
import dev.headstart.embeddings.Row;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the command writes is the same in every locale: those with digits of their own, and Turkish with its dotless i. */
class LocaleTest {
    private static final int ROWS = 60;

    private final Locale before = Locale.getDefault();

    @TempDir
    Path folder;

    @AfterEach
    void restore() {
        Locale.setDefault(before);
    }

    @Test
    void filesHaveTheSameBytesAndTheTerminalTheSameText() throws IOException {
        Path store = folder.resolve("e.parquet");
        write(store);
        String expected = trainHead(Locale.ROOT, store);
        Map<String, String> files = files();
        for (String locale : List.of("ar-EG-u-nu-arab", "fa-IR-u-nu-arabext", "hi-IN-u-nu-deva", "bn-BD-u-nu-beng",
                "tr-TR")) {
            assertEquals(expected, trainHead(Locale.forLanguageTag(locale), store), locale);
            assertEquals(files, files(), locale);
        }
    }

    /** What the terminal shows, without the times, which no two runs share. */
    private String trainHead(Locale locale, Path store) {
        Locale.setDefault(locale);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = new CommandLine(new TrainHeadCommand());
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        int exit = Main.run(line, "--head", "linear,ridge", "--l2", "0.1,1", "--shots", "2,all", "--draws", "2",
                "--calibrate", "--out", folder.resolve("head").toString(), store.toString());
        assertEquals(0, exit, err.toString());
        return out.toString().replaceAll("[\\d.,]+ s\\b", "TIME") + err;
    }

    /** Every file of the folder, without the names that Lets-Plot draws by lot. */
    private Map<String, String> files() throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder.resolve("head"))) {
            for (Path file : files.toList()) {
                String content = Files.readString(file, ISO_8859_1);
                contents.put(file.getFileName().toString(), content.replaceAll("( id=\"|url\\(#)[A-Za-z0-9]+", "$1"));
            }
        }
        return contents;
    }

    private static void write(Path store) throws IOException {
        Origin origin = new Origin("resnet18", "seeded:0", List.of("flatten"), "avg", "", "apply", "fp32", "whole", "");
        SplittableRandom random = new SplittableRandom(5);
        try (EmbeddingsWriter writer = new EmbeddingsWriter(store, origin)) {
            for (int i = 0; i < ROWS; i++) {
                float[] values = new float[4];
                for (int d = 0; d < values.length; d++) {
                    values[d] = (float) (random.nextGaussian() + (d == i % 3 ? 3 : 0));
                }
                Row row = new Row(i + ".jpg", "Ii" + i % 3, null, 1, 1, "00ff", 1, 1);
                writer.write(new Embedding(row, List.of(values)));
            }
            writer.commit();
        }
    }
}
