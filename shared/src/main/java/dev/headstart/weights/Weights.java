package dev.headstart.weights;

import dev.headstart.backbone.Backbone;
import dev.headstart.backbone.TensorSpec;
import dev.headstart.cli.UserException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The tensors of a network, by torchvision's state-dict names. Values are handed out by the piece, so that a file of 528 MB need never
 * stand in memory whole.
 */
public interface Weights extends AutoCloseable {

    /** Names and shapes. */
    Map<String, List<Integer>> shapes();

    /**
     * Some values of a tensor, in row-major order, converted to float32.
     *
     * @param from first element
     * @param count elements, at least 0
     */
    float[] values(String name, int from, int count);

    /** Number of elements of a tensor. */
    default int size(String name) {
        List<Integer> shape = shapes().get(name);
        if (shape == null) {
            throw new IllegalArgumentException("no tensor " + name);
        }
        return Math.toIntExact(shape.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b));
    }

    /** All values of a tensor in row-major order, converted to float32. */
    default float[] values(String name) {
        return values(name, 0, size(name));
    }

    /** What the fingerprint says of them: {@code seeded:0}, or {@code sha256:} and the file's digest. */
    String identity();

    /** Lets go of the file; closing twice is no mistake. */
    @Override
    void close();

    /**
     * Refuses weights that are not those of a backbone. A last layer with another number of classes, or none, will do: embeddings don't
     * need it.
     *
     * @throws UserException naming the first tensors that are missing or have another shape
     */
    default void require(Backbone backbone) {
        Map<String, List<Integer>> have = shapes();
        List<String> differences = new ArrayList<>();
        Set<String> known = new HashSet<>();
        for (TensorSpec spec : backbone.tensors()) {
            known.add(spec.name());
            if (spec.name().startsWith(backbone.headName() + ".")) {
                continue;
            }
            List<Integer> shape = have.get(spec.name());
            if (shape == null) {
                differences.add(spec.name() + " is missing");
            } else if (!shape.equals(spec.shape())) {
                differences.add(spec.name() + " is " + shape + ", not " + spec.shape());
            }
        }
        for (String name : have.keySet()) {
            if (!known.contains(name) && !name.endsWith(".num_batches_tracked")) {
                differences.add(name + " is not part of it");
            }
        }
        if (!differences.isEmpty()) {
            String shown = differences.stream().limit(3).collect(Collectors.joining(", "));
            int more = differences.size() - 3;
            throw new UserException("these are not weights of " + backbone.name() + ": " + shown
                    + (more > 0 ? " and " + more + " more" : "")
                    + "; choose the architecture they were trained for with --arch");
        }
    }
}
