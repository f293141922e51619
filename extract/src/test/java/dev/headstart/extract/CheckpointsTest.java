package dev.headstart.extract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headstart.backbone.Backbone;
import dev.headstart.backbone.Backbones;
import dev.headstart.backbone.TensorSpec;
import dev.headstart.embeddings.ColumnNames;
import dev.headstart.embeddings.EmbeddingsFiles;
import dev.headstart.head.HeadFile;
import dev.headstart.head.LinearHead;
import dev.headstart.weights.Safetensors;
import dev.headstart.weights.SeededWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights as trainings leave them: a student and its teacher in one file, under other names. */
class CheckpointsTest {
    private static final Path SAMPLES = Path.of("../datasets/samples/train");
    private static final Backbone RESNET18 = Backbones.require("resnet18");

    @TempDir
    Path folder;

    private Path images;
    private Path both;

    @BeforeEach
    void prepare() throws IOException {
        images = Files.createDirectories(folder.resolve("images"));
        Files.createDirectory(images.resolve("city"));
        Files.copy(SAMPLES.resolve("city/00.jpg"), images.resolve("city/00.jpg"));
        Map<String, Safetensors.Tensor> tensors = new LinkedHashMap<>();
        put(tensors, "student.", 0);
        put(tensors, "teacher.net.", 1);
        both = folder.resolve("both.safetensors");
        new Safetensors(tensors, Map.of()).write(both);
    }

    private static void put(Map<String, Safetensors.Tensor> tensors, String prefix, long seed) {
        try (SeededWeights weights = new SeededWeights(RESNET18, seed)) {
            for (TensorSpec spec : RESNET18.tensors()) {
                if (!spec.name().startsWith("fc.")) {
                    tensors.put(prefix + spec.name(),
                            new Safetensors.Tensor(spec.shape(), weights.values(spec.name())));
                }
            }
        }
    }

    @Test
    void theWeightsThatAreAskedForAreTakenAndSaidAndFoundAgain() throws IOException {
        Path out = folder.resolve("out.parquet");
        Run.Outcome outcome = Run.extract("--weights", both, images, out);
        assertEquals(1, outcome.exit());
        assertEquals("extract: weights file '" + both + "': it holds several weights that fit, under student, "
                + "teacher.net; choose with --state-dict-key KEY", outcome.err().strip());
        assertFalse(Files.exists(out));

        outcome = Run.extract("--weights", both, "--state-dict-key", "teacher", images, out);
        assertEquals(0, outcome.exit(), outcome.err());
        assertTrue(
                outcome.out()
                        .lines()
                        .skip(1)
                        .findFirst()
                        .orElse("")
                        .startsWith("note: the weights are those under teacher.net; --state-dict-key can"),
                outcome.out());
        assertTrue(outcome.out()
                .lines()
                .filter(line -> !line.contains(folder.toString()))
                .allMatch(line -> line.length() <= 80 || line.contains("sha256")), outcome.out());
        Path seeded = folder.resolve("seeded.parquet");
        assertEquals(0, Run.extract("--weights", "seeded:1", images, seeded).exit());
        assertArrayEquals(Run.read(seeded).getFirst().vectors().getFirst(),
                Run.read(out).getFirst().vectors().getFirst());

        outcome = Run.extract("--weights", both, "--state-dict-key", "student", images, out);
        assertEquals(1, outcome.exit());
        assertTrue(outcome.err().contains("holds embeddings of another kind (weights sha256:"), outcome.err());
        assertPredicts(out);
    }

    /** Without the key: the head's file has it. */
    private void assertPredicts(Path store) throws IOException {
        Path head = Files.createDirectories(folder.resolve("h.head"));
        new HeadFile(new LinearHead(new float[2 * 512], new float[2], false), List.of("ants", "bees"),
                EmbeddingsFiles.read(List.of(store), ColumnNames.SHOWN, 1).origin(), 1)
                .write(head.resolve(HeadFile.NAME));
        Path predictions = folder.resolve("p.csv");
        Run.Outcome outcome = Run.extract("--head", head, "--weights", both, images, predictions);
        assertEquals(0, outcome.exit(), outcome.err());
        outcome = Run.extract("--head", head, "--weights", both, "--state-dict-key", "student", images, predictions);
        assertEquals(1, outcome.exit());
        assertTrue(outcome.err().contains(":student, not sha256:"), outcome.err());
    }

    @Test
    void aKeyIsForFilesAlone() {
        Run.Outcome outcome = Run.extract("--weights", "seeded:0", "--state-dict-key", "model", images,
                folder.resolve("out.parquet"));
        assertEquals(1, outcome.exit());
        assertTrue(outcome.err().contains("--weights seeded:0 is none"), outcome.err());
    }
}
