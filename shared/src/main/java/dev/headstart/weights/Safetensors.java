package dev.headstart.weights;

import dev.headstart.cli.Nearest;
import dev.headstart.cli.Quote;
import dev.headstart.cli.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * float32 tensors and text by name, kept as safetensors.
 *
 * @param metadata free text under {@code __metadata__}
 */
public record Safetensors(Map<String, Tensor> tensors, Map<String, String> metadata) {

    /** @param values row-major */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    public record Tensor(List<Integer> shape, float[] values) {}

    /** Names that a missing one is compared with; a head has two, or six. */
    private static final int COMPARED = 100;

    /** @throws UserException if there is none of that name */
    public Tensor tensor(String name) {
        return require(tensors, name);
    }

    /**
     * What stands under a name.
     *
     * @throws UserException if nothing does
     */
    static <T> T require(Map<String, T> tensors, String name) {
        T tensor = tensors.get(name);
        if (tensor == null) {
            throw new UserException("it has no tensor " + Quote.of(name) + ", but "
                    + (tensors.isEmpty() ? "none at all"
                            : tensors.size() + " others, such as "
                                    + Quote.of(Nearest.of(name, tensors.keySet().stream().limit(COMPARED).toList()))));
        }
        return tensor;
    }

    public void write(Path file) throws IOException {
        Map<String, List<Integer>> shapes = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        SafetensorsWriter.write(file, shapes,
                (name, from, count) -> Arrays.copyOfRange(tensor(name).values(), from, from + count), metadata);
    }

    /** Writes all tensors of a network, of which no more than a piece at a time is in memory. */
    public static void write(Path file, Weights weights, Map<String, String> metadata) throws IOException {
        SafetensorsWriter.write(file, weights.shapes(), weights::values, metadata);
    }

    /**
     * Reads a file whole, whatever its elements' types. {@link OpenSafetensors} is for files that may be of any size.
     *
     * @throws UserException if it is no safetensors file
     */
    public static Safetensors read(Path path) throws IOException {
        try (OpenSafetensors file = OpenSafetensors.open(path)) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            file.shapes().forEach((name, shape) -> tensors.put(name, new Tensor(shape, file.values(name))));
            return new Safetensors(tensors, file.metadata());
        }
    }
}
