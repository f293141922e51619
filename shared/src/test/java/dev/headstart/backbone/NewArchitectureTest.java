package dev.headstart.backbone;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import dev.headstart.backbone.ResNet.Block;
import dev.headstart.torchscript.Compiler;
import dev.headstart.torchscript.Pool;
import dev.headstart.torchscript.Precision;
import dev.headstart.torchscript.Program;
import dev.headstart.torchscript.Target;
import dev.headstart.weights.SeededWeights;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewArchitectureTest {
    /** All that a new member of a family takes: ten layers, one block a stage. */
    private static final Backbone RESNET10 = new Backbone("resnet10",
            new ResNet(Block.BASIC, List.of(1, 1, 1, 1), 1, 64).network(10));

    @TempDir
    Path folder;

    @Test
    void aNewResNetIsDescribedSeededCompiledAndRun() throws IOException {
        assertEquals("flatten", RESNET10.penultimate());
        assertEquals(512, RESNET10.embeddingSize());
        assertEquals("512 x 7 x 7",
                RESNET10.nodes(224)
                        .stream()
                        .filter(n -> n.path().equals("layer4"))
                        .findFirst()
                        .orElseThrow()
                        .output()
                        .toString());
        Path file = folder.resolve("net.pt");
        try (SeededWeights weights = new SeededWeights(RESNET10, 0)) {
            Compiler.compile(RESNET10, weights, Preprocessing.IMAGENET, Target.of(Precision.FP32, Device.cpu(), 4),
                    List.of("flatten", "fc"), Pool.AVG, file);
        }
        try (Program program = Program.load(file, Device.cpu())) {
            List<float[]> outputs = program.run(ByteBuffer.allocateDirect(4 * 224 * 224 * 3), 4, 224);
            assertEquals(List.of(4 * 512, 4 * 10), outputs.stream().map(o -> o.length).toList());
        }
    }
}
