package dev.headstart.torchscript;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import dev.headstart.backbone.Backbone;
import dev.headstart.backbone.Backbones;
import dev.headstart.weights.Hub;
import dev.headstart.weights.Weights;
import dev.headstart.weights.WeightsSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryTest {
    @TempDir
    Path folder;

    /** The lines of this package's Javadoc. */
    @Test
    void theExampleOfThePackageRuns() throws IOException {
        Path file = folder.resolve("net.pt");
        ByteBuffer pixels = ByteBuffer.allocateDirect(4 * 224 * 224 * 3);
        Backbone resnet = Backbones.require("resnet18");
        WeightsSource source = WeightsSource.parse("seeded:0", resnet);
        Target target = Target.of(Precision.FP32, Device.cpu(), 4);
        try (Weights weights = source.open(resnet, Hub.fromEnvironment(System.getenv()))) {
            Compiler.compile(resnet, weights, source.preprocessing(), target, List.of("flatten"), Pool.AVG, file);
        }
        try (Program program = Program.load(file, Device.cpu())) {
            float[] embeddings = program.run(pixels, 4, 224).getFirst(); // [4, 512]
            assertEquals(4 * 512, embeddings.length);
        }
    }
}
