package dev.headstart.weights;

import dev.headstart.cli.UserException;
import java.util.List;
import java.util.Map;

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

    /**
     * Number of elements of a tensor.
     *
     * @throws UserException if there is no such tensor: a last layer need not be there
     */
    default int size(String name) {
        List<Integer> shape = shapes().get(name);
        if (shape == null) {
            throw new UserException("the weights have no tensor " + name + ", which this needs");
        }
        return Math.toIntExact(shape.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b));
    }

    /** All values of a tensor in row-major order, converted to float32. */
    default float[] values(String name) {
        return values(name, 0, size(name));
    }

    /**
     * What the fingerprint says of them: {@code seeded:0}, or {@code sha256:} and the file's digest, with a colon and the key behind it if
     * other weights of the file were asked for than it gives by itself.
     */
    String identity();

    /** What a user should know of which weights these are, a sentence each. */
    default List<String> notes() {
        return List.of();
    }

    /** Lets go of the file; closing twice is no mistake. */
    @Override
    void close();
}
