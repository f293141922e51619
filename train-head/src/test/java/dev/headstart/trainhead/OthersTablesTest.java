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
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
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

    private Path write(String label, Map<String, String> metadata, int classes) throws IOException {
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
                    default -> row.append("label", String.valueOf(i % classes));
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
        StringWriter err = new StringWriter();
        CommandLine line = new CommandLine(new TrainHeadCommand());
        line.setOut(new PrintWriter(new StringWriter()));
        line.setErr(new PrintWriter(err));
        assertEquals(0, Main.run(line, List.of(args).stream().map(String::valueOf).toArray(String[]::new)),
                err::toString);
        return err.toString();
    }
}
