package dev.headstart.trainhead;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headstart.backbone.Preprocessing;
import dev.headstart.cli.Main;
import dev.headstart.embeddings.Origin;
import dev.headstart.head.HeadFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Tables with other columns than extract's. */
class OthersTablesTest {
    private static final int ROWS = 48;
    private static final Origin ORIGIN = new Origin("resnet18", "seeded:0", List.of("flatten"), "avg",
            Preprocessing.IMAGENET.describe(), "apply", "fp32", "/pictures");

    @TempDir
    Path folder;

    @Test
    void aStoreThatOthersHaveEditedHasAReportWithoutPictures() throws IOException {
        Path file = write("required binary label (STRING)", ORIGIN.toMetadata(), 2);
        assertEquals("", errors("--l2", "0.1", file));
        assertTrue(Files.exists(folder.resolve("e.head/report.html")));
    }

    @Test
    void aFolderOfPartsHasItsHeadBesideIt() throws IOException {
        Path table = Files.createDirectory(folder.resolve("table.parquet"));
        for (int part = 0; part < 2; part++) {
            Path file = write("required binary label (STRING)", ORIGIN.toMetadata(), 2);
            Files.move(file, table.resolve("part-" + part + ".parquet"));
        }
        Files.createFile(table.resolve("_SUCCESS"));
        Outcome outcome = trainHead("--l2", "0.1", table);
        assertEquals(0, outcome.exit(), outcome.err());
        assertTrue(outcome.out().contains(2 * ROWS + " rows of 2 numbers"), outcome.out());
        assertTrue(Files.exists(folder.resolve("table.head/report.html")));
    }

    @Test
    void classesThatAreIntegersAreInTheirOrder() throws IOException {
        List<String> expected = IntStream.range(0, 12).mapToObj(String::valueOf).toList();
        for (String type : List.of("int64 label", "int32 label (INTEGER(8,true))")) {
            errors("--no-report", "--l2", "0.1", write("required " + type, Map.of(), 12));
            assertEquals(expected, HeadFile.read(folder.resolve("e.head")).labels());
        }
        errors("--no-report", "--l2", "0.1", "--classes", "10,2", folder.resolve("e.parquet"));
        assertEquals(List.of("2", "10"), HeadFile.read(folder.resolve("e.head")).labels());
    }

    @Test
    void textThatReadsAsIntegersIsInThatOfText() throws IOException {
        errors("--no-report", "--l2", "0.1", write("required binary label (STRING)", Map.of(), 12));
        assertEquals(IntStream.range(0, 12).mapToObj(String::valueOf).sorted().toList(),
                HeadFile.read(folder.resolve("e.head")).labels());
    }

    @Test
    void classesWithCommasAreNamedInQuotesWithBackslashesOrOneByOne() throws IOException {
        Path file = write(List.of("tench, Tinca tinca", "goldfish, Carassius auratus", "hen", "a \"b\" \\ c"));
        List<String> expected = List.of("hen", "tench, Tinca tinca");
        for (List<String> given : List.of(List.of("--classes", "tench, Tinca tinca", "--classes", "hen"),
                List.of("--classes", "\"tench, Tinca tinca\",hen"), List.of("--classes", "\"tench, Tinca tinca\", hen"),
                List.of("--classes", "tench\\, Tinca tinca,hen"))) {
            assertEquals(expected, classes(file, given));
        }
        assertEquals(List.of("a \"b\" \\ c", "hen"), classes(file, List.of("--classes", "a \"b\" \\ c,hen")));
        assertRefused("has no class 'tench'; the nearest are", "--classes", "tench,hen", file);
    }

    @Test
    void aListOfClassesThatIsAClassTooIsRefused() throws IOException {
        Path file = write(List.of("a", "b", "a,b"));
        assertRefused("'a,b' is a class, and [a, b] are classes: give --classes '\"a,b\"' for the one", "--classes",
                "a,b", file);
        assertEquals(List.of("a", "b"), classes(file, List.of("--classes", "a", "--classes", "b")));
        assertEquals(List.of("a", "a,b"), classes(file, List.of("--classes", "\"a,b\",a")));
    }

    @Test
    void classesThatLookAlikeAreSaidAndJoinedOnRequest() throws IOException {
        Path file = write(List.of("caf\u00e9", "cafe\u0301", "tea", "tea ", "Milk", "milk"));
        Outcome apart = trainHead("--no-report", "--l2", "0.1", file);
        String notes = apart.out().replaceAll("\\s+", " ");
        for (String difference : List.of("'Milk' and 'milk' differ in case only;",
                "'cafe\\u0301' and 'caf\\u00e9' differ in Unicode form only;",
                "'tea' and 'tea ' differ in spaces or characters that cannot be seen only;")) {
            assertTrue(notes.contains("note: " + difference + " --join-similar-classes makes them one class"), notes);
        }
        assertEquals(6, HeadFile.read(folder.resolve("e.head")).labels().size());
        Outcome joined = trainHead("--no-report", "--l2", "0.1", "--join-similar-classes", file);
        assertTrue(joined.out().contains("note: 'Milk' and 'milk' differ in case only, and are joined"), joined.out());
        assertEquals(List.of("Milk", "cafe\u0301", "tea"), HeadFile.read(folder.resolve("e.head")).labels());
        assertEquals("",
                trainHead("--no-report", "--l2", "0.1", write(List.of("tea", "team"))).out()
                        .lines()
                        .filter(line -> line.contains("differ"))
                        .findAny()
                        .orElse(""));
    }

    private List<String> classes(Path file, List<String> options) throws IOException {
        List<Object> args = new ArrayList<>(List.of("--no-report", "--l2", "0.1", file));
        args.addAll(options);
        assertEquals("", errors(args.toArray()));
        return HeadFile.read(folder.resolve("e.head")).labels();
    }

    private Path write(List<String> names) throws IOException {
        return write("required binary label (STRING)", Map.of(), names.size(), names::get);
    }

    private Path write(String label, Map<String, String> metadata, int classes) throws IOException {
        return write(label, metadata, classes, String::valueOf);
    }

    private Path write(String label, Map<String, String> metadata, int classes, IntFunction<String> names)
            throws IOException {
        Path file = folder.resolve("e.parquet");
        Files.deleteIfExists(file);
        MessageType schema = MessageTypeParser.parseMessageType("message m { " + label
                + "; required group embedding (LIST) { repeated group list { required float element; } } }");
        SplittableRandom random = new SplittableRandom(5);
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withType(schema)
                .withExtraMetaData(metadata)
                .build()) {
            for (int i = 0; i < ROWS; i++) {
                Group row = new SimpleGroupFactory(schema).newGroup();
                switch (schema.getType("label").asPrimitiveType().getPrimitiveTypeName()) {
                    case INT32 -> row.append("label", i % classes);
                    case INT64 -> row.append("label", (long) i % classes);
                    default -> row.append("label", names.apply(i % classes));
                }
                Group list = row.addGroup("embedding");
                for (int d = 0; d < classes; d++) {
                    list.addGroup("list")
                            .append("element", (float) (random.nextGaussian() + (d == i % classes ? 5 : 0)));
                }
                writer.write(row);
            }
        }
        return file;
    }

    private static String errors(Object... args) {
        Outcome outcome = trainHead(args);
        assertEquals(0, outcome.exit(), outcome.err());
        return outcome.err();
    }

    private static void assertRefused(String reason, Object... args) {
        Outcome outcome = trainHead(args);
        assertEquals(1, outcome.exit(), outcome.out());
        assertEquals(1, outcome.err().lines().count(), outcome.err());
        assertTrue(outcome.err().contains(reason), outcome.err());
    }

    private record Outcome(int exit, String out, String err) {}

    private static Outcome trainHead(Object... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = new CommandLine(new TrainHeadCommand());
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        String[] words = List.of(args).stream().map(String::valueOf).toArray(String[]::new);
        return new Outcome(Main.run(line, words), out.toString(), err.toString());
    }
}
