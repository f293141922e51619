package dev.headstart.export;

import com.google.gson.GsonBuilder;
import dev.headstart.backbone.Preprocessing;
import dev.headstart.files.AtomicFile;
import dev.headstart.torchscript.Compiler;
import dev.headstart.torchscript.Input;
import dev.headstart.torchscript.Result;
import dev.headstart.torchscript.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The network as one TorchScript file, that {@code torch.jit.load} of Python and C++, DJL and Triton load: PyTorch's own operators,
 * float32, any batch size. The backbone ends at the layer whose output the head was trained on. Beside the code it holds {@code labels.json},
 * the names of the classes, and {@code preprocessing.json}, for whoever asks by {@code _extra_files}.
 *
 * @param softmax whether it gives probabilities instead of logits
 */
public record TorchScriptFile(Input input, boolean softmax) {

    /**
     * Writes the file, whole or not at all.
     *
     * @throws dev.headstart.cli.UserException if head and backbone do not fit
     */
    public void write(TrainedNetwork network, Path file) throws IOException {
        Result result = new Result.Classes(network.layer(), network.pool(), network.head().calibrated(), softmax);
        Map<String, String> extra = Map.of("labels.json", json(network.head().labels()), "preprocessing.json",
                json(preprocessing(network.preprocessing())));
        AtomicFile.write(file, part -> Compiler.compile(network.backbone(), network.weights(), network.preprocessing(),
                Target.portable(input), result, extra, part));
    }

    /** What to do to a picture, as torchvision's {@code ImageClassification} does it, and what the network does itself. */
    private Map<String, Object> preprocessing(Preprocessing p) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("resize", p.resize());
        all.put("interpolation", "bilinear");
        all.put("antialias", true);
        all.put("crop", p.crop());
        all.put("mean", p.mean());
        all.put("std", p.std());
        all.put("input", input.toString());
        all.put("output", softmax ? "probabilities" : "logits");
        return all;
    }

    private static String json(Object value) {
        return new GsonBuilder().disableHtmlEscaping().create().toJson(value);
    }
}
