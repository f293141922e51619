package dev.headstart.export;

import dev.headstart.backbone.TensorSpec;
import dev.headstart.cli.UserException;
import dev.headstart.files.AtomicFile;
import dev.headstart.head.LinearHead;
import dev.headstart.weights.Safetensors;
import dev.headstart.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The network's state dict as safetensors, under torchvision's names, batch norms as they are: what {@code load_state_dict} of
 * {@code models.resnet18(num_classes=N)} takes. It has no {@code num_batches_tracked}; PyTorch fills it in, also when it is strict.
 */
public final class StateDictFile {
    private StateDictFile() {}

    /**
     * Writes the file, whole or not at all.
     *
     * @throws UserException if the head cannot stand in the place of the backbone's last layer
     */
    public static void write(TrainedNetwork network, Path file) throws IOException {
        require(network);
        LinearHead head = network.head().calibrated();
        Weights whole = new WithHead(network, head);
        AtomicFile.write(file, part -> Safetensors.write(part, whole, Map.of("format", "pt")));
    }

    private static void require(TrainedNetwork network) {
        if (network.head().head().unitLength()) {
            throw new UserException(
                    "the head takes embeddings scaled to length one, which torchvision's " + network.backbone().name()
                            + " does not do: export TorchScript instead, or train without --normalize l2");
        }
        if (!network.endsInHead()) {
            throw new UserException("the head was trained on layer '" + network.layer() + "', and torchvision's "
                    + network.backbone().name() + " has its own behind '" + network.backbone().penultimate()
                    + "': there is no state dict of the two; export TorchScript instead");
        }
    }

    /** The backbone's tensors and the head's in place of its last layer's. */
    private record WithHead(TrainedNetwork network, LinearHead head) implements Weights {
        @Override
        public Map<String, List<Integer>> shapes() {
            Map<String, List<Integer>> shapes = new LinkedHashMap<>();
            for (TensorSpec spec : network.backbone().tensors()) {
                shapes.put(spec.name(), spec.shape());
            }
            shapes.put(name("weight"), List.of(head.classes(), head.dimension()));
            shapes.put(name("bias"), List.of(head.classes()));
            return shapes;
        }

        private String name(String parameter) {
            return network.backbone().headName() + "." + parameter;
        }

        @Override
        public float[] values(String name, int from, int count) {
            if (name.equals(name("weight"))) {
                return Arrays.copyOfRange(head.weight(), from, from + count);
            }
            if (name.equals(name("bias"))) {
                return Arrays.copyOfRange(head.bias(), from, from + count);
            }
            return network.weights().values(name, from, count);
        }

        @Override
        public String identity() {
            return network.weights().identity();
        }

        @Override
        public void close() {
            network.weights().close();
        }
    }
}
