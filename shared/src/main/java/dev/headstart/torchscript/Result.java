package dev.headstart.torchscript;

import dev.headstart.head.LinearHead;
import java.util.List;

/** What a program gives. */
public sealed interface Result {

    /** Paths of the layers that it is made from; nothing behind the last of them is computed. */
    List<String> layers();

    /** What becomes of those layers' outputs that are spatial maps. */
    Pool pool();

    /** The layers' outputs, {@code float32 [N, dim]} each. */
    record Embeddings(List<String> layers, Pool pool) implements Result {
        public Embeddings {
            layers = List.copyOf(layers);
        }
    }

    /**
     * What a head makes of one layer's output, {@code float32 [N, classes]}; the head is computed in float32, whatever the backbone is.
     *
     * @param softmax whether it is probabilities instead of logits
     */
    record Classes(String layer, Pool pool, LinearHead head, boolean softmax) implements Result {
        @Override
        public List<String> layers() {
            return List.of(layer);
        }
    }
}
