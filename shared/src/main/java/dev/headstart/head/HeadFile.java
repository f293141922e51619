package dev.headstart.head;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import com.google.gson.reflect.TypeToken;
import dev.headstart.backbone.Backbone;
import dev.headstart.backbone.Backbones;
import dev.headstart.cli.Quote;
import dev.headstart.cli.UserException;
import dev.headstart.embeddings.Origin;
import dev.headstart.files.FileSet;
import dev.headstart.weights.OpenSafetensors;
import dev.headstart.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A head with what it needs to be used again, kept as safetensors under torchvision's parameter names, or {@code head.*} where
 * torchvision has no such layer. Its metadata are the embeddings file's {@code headstart.*}, {@code classes}, a JSON array,
 * {@code temperature}, and {@code normalize}: {@code l2} where the head takes embeddings scaled to length one, else {@code none}.
 *
 * @param labels names of the classes, in the order of the logits
 * @param origin what made the embeddings it was trained on, of one layer; empty if nothing says it
 * @param temperature what logits are divided by before the softmax, to calibrate it; 1 if nothing was calibrated
 */
public record HeadFile(LinearHead head, List<String> labels, Optional<Origin> origin, double temperature) {
    /** What it is called in the folder that train-head writes. */
    public static final String NAME = "head.safetensors";

    private static final String WEIGHT = ".weight";
    private static final String BIAS = ".bias";
    private static final String HEAD = "head";
    private static final String CLASSES = "classes";
    private static final String TEMPERATURE = "temperature";
    private static final String NORMALIZE = "normalize";
    private static final String UNIT_LENGTH = "l2";
    private static final String AS_IT_IS = "none";
    private static final String FINGERPRINT = "headstart.fingerprint";

    /** Characters of a class's name, of which a row of predictions has five. */
    private static final int LONGEST_NAME = 4096;

    public HeadFile {
        labels = List.copyOf(labels);
    }

    /** The layer that it replaces, {@code fc} or {@code classifier.6}; {@code head} where it stands behind a layer farther in. */
    public String name() {
        return name(origin);
    }

    private static String name(Optional<Origin> origin) {
        return origin.flatMap(o -> Backbones.find(o.arch()).filter(b -> o.layers().equals(List.of(b.penultimate()))))
                .map(Backbone::headName)
                .orElse(HEAD);
    }

    /**
     * What its tensors are called: the layer's name only where the layer could have them, else PyTorch would take them as the layer's, and
     * no embedding would be scaled.
     */
    private static String tensors(Optional<Origin> origin, boolean unitLength) {
        return unitLength ? HEAD : name(origin);
    }

    /** @throws UserException if nothing says what made the embeddings it was trained on */
    public Origin requireOrigin() {
        return origin.orElseThrow(() -> new UserException(
                "the head was trained on embeddings that do not say what made them; train it on a file of extract's"));
    }

    /** The head with the temperature in its numbers: the softmax of its logits is calibrated. */
    public LinearHead calibrated() {
        return temperature == 1 ? head : head.dividedBy(temperature);
    }

    public void write(Path file) throws IOException {
        Map<String, Safetensors.Tensor> tensors = new LinkedHashMap<>();
        String name = tensors(origin, head.unitLength());
        tensors.put(name + WEIGHT, new Safetensors.Tensor(List.of(head.classes(), head.dimension()), head.weight()));
        tensors.put(name + BIAS, new Safetensors.Tensor(List.of(head.classes()), head.bias()));
        Map<String, String> metadata = metadata(labels, origin, temperature);
        metadata.put(NORMALIZE, head.unitLength() ? UNIT_LENGTH : AS_IT_IS);
        new Safetensors(tensors, metadata).write(file);
    }

    /** What a file of layers that were trained on embeddings says of them, whatever the layers are. */
    public static Map<String, String> metadata(List<String> labels, Optional<Origin> origin, double temperature) {
        Map<String, String> metadata = new LinkedHashMap<>();
        origin.map(Origin::toMetadata).ifPresent(metadata::putAll);
        metadata.put(CLASSES, new Gson().toJson(labels));
        metadata.put(TEMPERATURE, Double.toString(temperature));
        return metadata;
    }

    /**
     * Reads a head.
     *
     * @param path the folder that train-head wrote, or the file in it
     * @throws UserException if there is none, or what the file says is damaged or contradicts itself
     */
    public static HeadFile read(Path path) {
        Path file = Files.isDirectory(path) ? FileSet.find(path, NAME) : path;
        if (!Files.isRegularFile(file)) {
            throw new UserException("there is no head at '" + file + "'; make one with: train-head EMBEDDINGS.parquet "
                    + "(knn has none to save)");
        }
        try (OpenSafetensors tensors = open(file)) {
            List<String> linears = linears(tensors);
            if (linears.size() > 1 && tensors.metadata().containsKey(CLASSES)) {
                throw new UserException("'" + file + "' is a head of several layers ("
                        + Quote.of(String.join(", ", linears))
                        + "), as --head mlp makes them, which extract cannot predict with yet; train one of another kind");
            }
            return of(file, tensors);
        }
    }

    private static OpenSafetensors open(Path file) {
        try {
            return OpenSafetensors.open(file);
        } catch (IOException e) {
            throw new UserException("'" + file + "' cannot be read: " + e.getMessage(), e);
        } catch (UserException e) {
            throw noHead(file, e);
        }
    }

    private static HeadFile of(Path file, OpenSafetensors tensors) {
        try {
            return of(tensors);
        } catch (UserException e) {
            throw noHead(file, e);
        }
    }

    private static UserException noHead(Path file, UserException e) {
        return new UserException("'" + file + "' is no head of train-head: " + e.getMessage(), e);
    }

    private static List<String> linears(OpenSafetensors file) {
        return file.shapes()
                .entrySet()
                .stream()
                .filter(t -> t.getKey().endsWith(WEIGHT) && t.getValue().size() == 2)
                .map(t -> t.getKey().substring(0, t.getKey().length() - WEIGHT.length()))
                .sorted()
                .toList();
    }

    private static HeadFile of(OpenSafetensors file) {
        Map<String, String> metadata = file.metadata();
        Optional<Origin> origin = origin(metadata);
        boolean unitLength = unitLength(metadata);
        // Heads for embeddings of length one had the layer's name, too, at first.
        boolean asLayer = file.shapes().containsKey(name(origin) + WEIGHT);
        String name = tensors(origin, unitLength && !asLayer);
        List<Integer> weight = file.shape(name + WEIGHT);
        List<Integer> bias = file.shape(name + BIAS);
        List<String> labels = labels(metadata);
        int classes = labels.size();
        if (classes == 0 || weight.size() != 2 || weight.getFirst() != classes || weight.getLast() == 0
                || !bias.equals(List.of(classes))) {
            throw new UserException(
                    "its tensors are " + weight + " and " + bias + ", and it names " + classes + " classes");
        }
        LinearHead head = new LinearHead(file.values(name + WEIGHT), file.values(name + BIAS), unitLength);
        HeadFile read = new HeadFile(head, labels, origin, temperature(metadata));
        requireFinite(read.calibrated());
        return read;
    }

    private static Optional<Origin> origin(Map<String, String> metadata) {
        Optional<Origin> origin = Origin.of(metadata);
        if (origin.isPresent() && !origin.get().fingerprint().equals(metadata.get(FINGERPRINT))) {
            throw new UserException("its fingerprint is not that of the embeddings it names; train it again");
        }
        if (origin.isPresent() && origin.get().layers().size() != 1) {
            throw new UserException("its embeddings are of layers " + Quote.of(origin.get().layers().toString())
                    + ", and must be of one");
        }
        origin.ifPresent(Origin::requireKnown);
        return origin;
    }

    private static List<String> labels(Map<String, String> metadata) {
        String text = metadata.getOrDefault(CLASSES, "[]");
        try {
            List<String> labels = new Gson().fromJson(text, new TypeToken<List<String>>() {});
            Set<String> distinct = new HashSet<>();
            for (String label : labels) {
                if (label.length() > LONGEST_NAME) {
                    throw new UserException("it names a class of " + label.length() + " characters, '" + Quote.of(label)
                            + "'; the longest may have " + LONGEST_NAME);
                }
                if (!distinct.add(label)) {
                    throw new UserException("it names class '" + Quote.of(label) + "' twice");
                }
            }
            return List.copyOf(labels);
        } catch (JsonParseException | NullPointerException e) {
            throw new UserException("its classes are no list of names: " + Quote.of(text), e);
        }
    }

    private static boolean unitLength(Map<String, String> metadata) {
        String text = metadata.getOrDefault(NORMALIZE, AS_IT_IS);
        if (!text.equals(UNIT_LENGTH) && !text.equals(AS_IT_IS)) {
            throw new UserException("it takes embeddings normalized by '" + Quote.of(text) + "', which is neither "
                    + UNIT_LENGTH + " nor " + AS_IT_IS);
        }
        return text.equals(UNIT_LENGTH);
    }

    private static void requireFinite(LinearHead calibrated) {
        for (float[] values : List.of(calibrated.weight(), calibrated.bias())) {
            for (float value : values) {
                if (!Float.isFinite(value)) {
                    throw new UserException("its numbers, divided by its temperature, hold " + value);
                }
            }
        }
    }

    private static double temperature(Map<String, String> metadata) {
        String text = metadata.getOrDefault(TEMPERATURE, "1");
        try {
            double temperature = Double.parseDouble(text);
            if (temperature > 0 && Double.isFinite(temperature)) {
                return temperature;
            }
        } catch (NumberFormatException e) {
            throw new UserException("its temperature is '" + Quote.of(text) + "'", e);
        }
        throw new UserException("its temperature is " + Quote.of(text) + ", and must be positive and finite");
    }
}
