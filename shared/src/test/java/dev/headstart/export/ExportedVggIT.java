package dev.headstart.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import ai.djl.MalformedModelException;
import dev.headstart.torchscript.Input;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportedVggIT {
    @TempDir
    Path folder;

    @Test
    void vgg16BnExportedIsThePipelinesByDjlAndByItsStateDict() throws IOException, MalformedModelException {
        TrainedNetwork network = Exported.network("vgg16_bn", "classifier.5", 4096, 1, false);
        float[] expected = Exported.pipeline(network, folder);
        Path file = folder.resolve("model.pt");
        new TorchScriptFile(Input.NORMALIZED, false).write(network, file);
        assertArrayEquals(expected, Exported.djl(file, Input.NORMALIZED, Exported.PICTURES),
                ExportedNetworkTest.TOLERANCE);
        ExportedNetworkTest.assertStateDictGivesTheSame(network, expected, folder);
    }
}
