package dev.headstart.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.headstart.backbone.Backbone;
import dev.headstart.backbone.Backbones;
import dev.headstart.backbone.Node;
import dev.headstart.backbone.TensorSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SeededWeightsTest {
    @Test
    void everyBackboneHasTorchvisionsParametersAndItsFirstTensorTheAgreedBytes() throws IOException {
        JsonObject golden = JsonParser.parseString(Files.readString(Path.of("src/test/resources/golden/weights.json")))
                .getAsJsonObject();
        assertEquals(golden.keySet(), java.util.Set.copyOf(Backbones.names()));
        for (String name : golden.keySet()) {
            Backbone backbone = Backbones.find(name).orElseThrow();
            JsonObject expected = golden.getAsJsonObject(name);
            long parameters = expected.get("parameters").getAsLong();
            assertEquals(parameters,
                    backbone.nodes(224).stream().filter(n -> n.depth() == 0).mapToLong(Node::parameters).sum(), name);
            assertEquals(parameters,
                    backbone.tensors().stream().filter(t -> t.role().trainable()).mapToLong(TensorSpec::size).sum(),
                    name);
            // PyTorch counts num_batches_tracked of each batch norm, which evaluation has no use for.
            long norms = backbone.tensors().stream().filter(t -> t.role() == TensorSpec.Role.RUNNING_MEAN).count();
            assertEquals(expected.get("names").getAsLong(), backbone.tensors().size() + norms, name);
            TensorSpec first = backbone.tensors().getFirst();
            try (SeededWeights weights = new SeededWeights(backbone, 0)) {
                assertEquals(expected.get(first.name()).getAsString(), sha256(weights.values(first.name())), name);
            }
        }
    }

    @Test
    void aPieceIsThatPieceOfTheWhole() {
        Backbone backbone = Backbones.find("resnet18").orElseThrow();
        try (SeededWeights weights = new SeededWeights(backbone, 3)) {
            assertEquals(weights.values("fc.weight")[1234], weights.values("fc.weight", 1230, 10)[4]);
        }
    }

    private static String sha256(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return Sha256.of(bytes.array());
    }
}
