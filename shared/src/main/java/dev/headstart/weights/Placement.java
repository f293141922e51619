package dev.headstart.weights;

import java.util.List;
import java.util.Map;

/**
 * Where a file holds the tensors of a backbone.
 *
 * @param dict the dict's key
 * @param key that, and what stands before every name there, joined by dots: what {@code --state-dict-key} takes
 * @param usual whether it is where a checkpoint keeps its weights
 * @param tensors by torchvision's names
 * @param beside names of tensors there that the backbone has no place for
 */
record Placement(String dict, String key, boolean usual, Map<String, TensorView> tensors, List<String> beside) {

    /** Whether a key is the beginning of this one's. */
    boolean isBelow(String other) {
        return key.startsWith(other + ".");
    }

    /** Whether all its tensors are another's, found in another way. */
    boolean isPartOf(Placement other) {
        return other.tensors.entrySet().containsAll(tensors.entrySet());
    }
}
