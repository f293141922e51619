package dev.headstart.head;

import com.google.gson.Gson;
import dev.headstart.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A head with what it needs to be used again, kept as safetensors under torchvision's parameter names.
 *
 * @param name of the layer it replaces: {@code fc}, {@code classifier.6}
 * @param labels names of the classes, in the order of the logits
 * @param arch the backbone's name
 * @param fingerprint of the embeddings it was trained on
 */
public record HeadFile(LinearHead head, String name, List<String> labels, String arch, String fingerprint) {

    public void write(Path file) throws IOException {
        Map<String, Safetensors.Tensor> tensors = new LinkedHashMap<>();
        tensors.put(name + ".weight", new Safetensors.Tensor(List.of(head.classes(), head.dimension()), head.weight()));
        tensors.put(name + ".bias", new Safetensors.Tensor(List.of(head.classes()), head.bias()));
        Map<String, String> metadata = Map.of("classes", new Gson().toJson(labels), "arch", arch, "fingerprint",
                fingerprint);
        new Safetensors(tensors, metadata).write(file);
    }
}
