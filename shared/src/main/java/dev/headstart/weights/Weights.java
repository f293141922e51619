package dev.headstart.weights;

import dev.headstart.backbone.Backbone;
import dev.headstart.backbone.TensorSpec;
import dev.headstart.cli.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The tensors of a network, by torchvision's state-dict names. Values are handed out one tensor at a time, so that a 528 MB file never
 * stands in memory more than once.
 */
public interface Weights extends AutoCloseable {

    /** Names and shapes. */
    Map<String, List<Integer>> shapes();

    /** The values of a tensor in row-major order, converted to float32. */
    float[] values(String name);

    /** What the fingerprint says of them: {@code seeded:0}, or {@code sha256:} and the file's digest. */
    String identity();

    @Override
    void close();

    /**
     * Refuses weights that are not those of a backbone.
     *
     * @param headMayDiffer whether a last layer with another number of classes, or none, will do: embeddings don't need it
     * @throws UserException naming the first tensors that are missing or have another shape
     */
    default void require(Backbone backbone, boolean headMayDiffer) {
        Map<String, List<Integer>> have = shapes();
        List<String> differences = new ArrayList<>();
        for (TensorSpec spec : backbone.tensors()) {
            if (headMayDiffer && spec.name().startsWith(backbone.headName() + ".")) {
                continue;
            }
            List<Integer> shape = have.get(spec.name());
            if (shape == null) {
                differences.add(spec.name() + " is missing");
            } else if (!shape.equals(spec.shape())) {
                differences.add(spec.name() + " is " + shape + ", not " + spec.shape());
            }
        }
        List<String> names = backbone.tensors().stream().map(TensorSpec::name).toList();
        for (String name : have.keySet()) {
            if (!names.contains(name) && !name.endsWith(".num_batches_tracked")) {
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
