package dev.headstart.solvers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.headstart.backbone.Layer;
import dev.headstart.backbone.Node;
import dev.headstart.torchscript.Floats;
import dev.headstart.weights.Safetensors;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A classifier of several Linears.
 *
 * @param layers in their order
 * @param tensors by state-dict names
 */
public record MlpClassifier(List<Node> layers, Map<String, Safetensors.Tensor> tensors) implements Classifier {
    @Override
    public NDArray logits(NDArray embeddings) {
        NDManager manager = embeddings.getManager();
        try (NDManager scope = manager.newSubManager()) {
            scope.tempAttachAll(embeddings);
            NDArray x = embeddings;
            for (Node node : layers) {
                x = switch (node.layer()) {
                    case Layer.Linear _ -> linear(x, node.path(), scope);
                    case Layer.Relu _ -> x.maximum(0);
                    case Layer.Dropout _,Layer.Flatten _ -> x; // a dropout is the identity when evaluating; vectors are flat
                    case Layer.Conv _,Layer.BatchNorm _,Layer.MaxPool _,Layer.AvgPool _,Layer.Residual _,Layer.Sequential _ ->
                        throw Tail.notAllowed(node);
                };
            }
            x.attach(manager);
            return x;
        }
    }

    private NDArray linear(NDArray x, String path, NDManager manager) {
        Safetensors.Tensor weight = tensor(path + ".weight");
        try (NDArray w = new Floats().tensor(manager, weight.values(),
                new Shape(weight.shape().get(0), weight.shape().get(1)))) {
            return x.matMul(w.transpose()).addi(manager.create(tensor(path + ".bias").values()));
        }
    }

    Safetensors.Tensor tensor(String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }
}
