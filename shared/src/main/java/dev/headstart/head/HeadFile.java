package dev.headstart.head;

import com.google.gson.Gson;
import dev.headstart.embeddings.Origin;
import dev.headstart.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A head with what it needs to be used again, kept as safetensors under torchvision's parameter names.
 *
 * @param name of the layer it replaces: {@code fc}, {@code classifier.6}
 * @param labels names of the classes, in the order of the logits
 * @param origin of the embeddings that it was trained on, or empty if nothing says it
 * @param temperature what logits are divided by before the softmax, to calibrate it; 1 if nothing was calibrated
 */
public record HeadFile(LinearHead head, String name, List<String> labels, Optional<Origin> origin, double temperature) {

    public void write(Path file) throws IOException {
        Map<String, Safetensors.Tensor> tensors = new LinkedHashMap<>();
        tensors.put(name + ".weight", new Safetensors.Tensor(List.of(head.classes(), head.dimension()), head.weight()));
        tensors.put(name + ".bias", new Safetensors.Tensor(List.of(head.classes()), head.bias()));
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("classes", new Gson().toJson(labels));
        metadata.put("normalize", head.unitLength() ? "l2" : "none");
        metadata.put("temperature", Double.toString(temperature));
        origin.ifPresent(o -> {
            metadata.put("arch", o.arch());
            metadata.put("fingerprint", o.fingerprint());
        });
        new Safetensors(tensors, metadata).write(file);
    }
}
