package dev.headstart.backbone;

import dev.headstart.backbone.Layer.Child;
import dev.headstart.backbone.Layer.Linear;
import dev.headstart.backbone.Layer.Sequential;
import java.util.List;

/**
 * A classifier whose last Linear is the head and all before it the frozen backbone.
 *
 * @param name torchvision's name of the architecture
 * @param network the whole classifier, the head included
 */
public record Backbone(String name, Sequential network) {

    /** ImageNet's number of classes: what torchvision's files hold. */
    public static final int IMAGENET_CLASSES = 1000;

    /** State-dict prefix of the head: {@code fc}, or {@code classifier.6}. */
    public String headName() {
        return lastPath(network, "");
    }

    /** The head as torchvision ships it, {@code [1000, dim]}. */
    public Linear head() {
        Layer last = network;
        while (last instanceof Sequential s) {
            last = s.children().getLast().layer();
        }
        if (last instanceof Linear linear) {
            return linear;
        }
        throw new IllegalStateException(name + " does not end in a Linear");
    }

    /** Length of a penultimate embedding. */
    public int embeddingSize() {
        return head().in();
    }

    /** Every tensor a state dict of this network holds, in its order. */
    public List<TensorSpec> tensors() {
        return TensorSpec.of(network);
    }

    private static String lastPath(Sequential sequential, String prefix) {
        Child last = sequential.children().getLast();
        String path = prefix + last.name();
        return last.layer() instanceof Sequential inner ? lastPath(inner, path + ".") : path;
    }
}
