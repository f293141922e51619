package dev.headstart.trainhead;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headstart.backbone.Preprocessing;
import dev.headstart.cli.Main;
import dev.headstart.embeddings.Embedding;
import dev.headstart.embeddings.EmbeddingsWriter;
import dev.headstart.embeddings.Origin;
import dev.headstart.embeddings.Row;
import dev.headstart.head.HeadFile;
import dev.headstart.weights.Safetensors;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the files hold, the tests of {@code dev.headstart.export} say. */
class ExportOptionsTest {
    @TempDir
    Path folder;

    private record Outcome(int exit, String out, String err) {}

    @Test
    void theWholeNetworkIsWrittenInEveryFormAskedFor() throws IOException {
        Outcome outcome = trainHead("seeded:0", "--export", folder.resolve("net.pt"), "--export-input", "unit",
                "--export-softmax", "--export-state-dict", folder.resolve("net.safetensors"), "--export-serving",
                folder.resolve("serving"));
        assertEquals(0, outcome.exit(), outcome.err());
        for (String name : List.of("net.pt", "net.safetensors", "serving")) {
            assertTrue(outcome.out().contains("wrote " + folder.resolve(name)), outcome.out());
            assertTrue(Files.exists(folder.resolve(name)));
        }
        HeadFile head = HeadFile.read(folder.resolve("e.head"));
        assertEquals(List.of("a", "b"), head.labels());
        Safetensors whole = Safetensors.read(folder.resolve("net.safetensors"));
        assertArrayEquals(head.head().weight(), whole.tensor("fc.weight").values());
        assertEquals(List.of(64, 3, 7, 7), whole.tensor("conv1.weight").shape());
    }

    @Test
    void weightsThatAreNotThereAreMissedBeforeTraining() throws IOException {
        Outcome outcome = trainHead("sha256:" + "0".repeat(64), "--export", folder.resolve("net.pt"));
        assertEquals(1, outcome.exit());
        assertOneLine(outcome, "name it with --weights FILE");
        assertOneLine(trainHead("seeded:0", "--weights", "seeded:1", "--export", folder.resolve("net.pt")),
                "--weights seeded:1 are seeded:1, not seeded:0");
        assertOneLine(trainHead("seeded:0", "--export", folder.resolve("nowhere/net.pt")), "make it first");
        assertFalse(Files.exists(folder.resolve("e.head")));
    }

    @Test
    void headsThatExportsCannotEndInAreWrongUsageBeforeTraining() throws IOException {
        for (String head : List.of("knn", "mlp", "linear,mlp")) {
            Outcome outcome = trainHead("seeded:0", "--head", head, "--export", folder.resolve("net.pt"));
            assertEquals(2, outcome.exit(), head);
            assertOneLine(outcome, "exports end in one Linear");
        }
        assertFalse(Files.exists(folder.resolve("e.head")));
    }

    @Test
    void whatCannotBeExportedIsRefusedBeforeTraining() throws IOException {
        Outcome outcome = trainHead("seeded:0", "--normalize", "l2", "--export-state-dict", folder.resolve("n.st"));
        assertEquals(2, outcome.exit());
        assertOneLine(outcome, "cannot scale embeddings to length one");
        outcome = trainHead("seeded:0", "--export", folder);
        assertEquals(1, outcome.exit());
        assertOneLine(outcome, "is a folder; name a file to write");
        outcome = trainHead("seeded:0", "--export", folder.resolve("net.pt.part"));
        assertEquals(1, outcome.exit());
        assertOneLine(outcome, "net.pt.part' ends in .part, as files do that a run keeps beside its output");
        outcome = trainHead("seeded:0", "--export", folder.resolve("net"), "--export-state-dict",
                folder.resolve("./net"));
        assertEquals(1, outcome.exit());
        assertOneLine(outcome, "net' is named for two exports; name a file for each");
        outcome = trainHead("seeded:0", "--export-serving", Files.writeString(folder.resolve("taken"), "by a file"));
        assertEquals(1, outcome.exit());
        assertOneLine(outcome, "taken' is no folder; name one for --export-serving");
        assertFalse(Files.exists(folder.resolve("e.head")));
    }

    @Test
    void aFolderThatMayNotBeWrittenToIsMissedBeforeTraining() throws IOException {
        Path locked = Files.createDirectory(folder.resolve("locked"));
        assumeTrue(locked.toFile().setWritable(false) && !Files.isWritable(locked), "root may write anywhere");
        for (String option : List.of("--export", "--export-state-dict", "--export-serving")) {
            assertOneLine(trainHead("seeded:0", option, locked.resolve("net")), "locked' may not be written to");
        }
        assertOneLine(trainHead("seeded:0", "--export-serving", locked), "locked' may not be written to");
        assertFalse(Files.exists(folder.resolve("e.head")));
    }

    @Test
    void anInputWithoutAFileIsWrongUsage() throws IOException {
        Outcome outcome = trainHead("seeded:0", "--export-input", "unit");
        assertEquals(2, outcome.exit());
        assertOneLine(outcome, "--export=FILE");
    }

    private Outcome trainHead(String weights, Object... args) throws IOException {
        Path file = folder.resolve("e.parquet");
        Origin origin = new Origin("resnet18", weights, List.of("flatten"), "avg", Preprocessing.IMAGENET.describe(),
                "apply", "fp32", "/pictures");
        SplittableRandom random = new SplittableRandom(5);
        try (EmbeddingsWriter writer = new EmbeddingsWriter(file, origin)) {
            for (int i = 0; i < 40; i++) {
                float[] vector = new float[512];
                for (int d = 0; d < vector.length; d++) {
                    vector[d] = (float) (random.nextGaussian() + i % 2);
                }
                writer.write(new Embedding(new Row(i + ".jpg", i % 2 == 0 ? "a" : "b", null, 8, 8, "00ff", 1, 1),
                        List.of(vector)));
            }
            writer.commit();
        }
        List<Object> all = new ArrayList<>(Arrays.asList(args));
        all.addAll(List.of("--l2", "0.1", file));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = new CommandLine(new TrainHeadCommand());
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        int exit = Main.run(line, all.stream().map(String::valueOf).toArray(String[]::new));
        return new Outcome(exit, out.toString(), err.toString());
    }

    private static void assertOneLine(Outcome outcome, String part) {
        assertEquals(1, outcome.err().lines().count(), outcome.err());
        assertTrue(outcome.err().contains(part), outcome.err());
    }
}
