package dev.headstart.backbone;

import dev.headstart.backbone.Layer.Child;
import dev.headstart.backbone.Layer.Linear;
import dev.headstart.backbone.Layer.Sequential;
import java.util.List;
import java.util.Optional;

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

    /**
     * The name of the layer whose output goes into the head: the embedding by default. That is the head's neighbour, {@code classifier.5} of
     * vgg16; where a module holds nothing but the head, it is the neighbour of that module.
     */
    public String penultimate() {
        return beforeHead(network, "")
                .orElseThrow(() -> new IllegalStateException(name + " has no layer before its head"));
    }

    /**
     * Every layer, each before those inside it.
     *
     * @param side of the square pictures that come in, pixels
     */
    public List<Node> nodes(int side) {
        return Node.of(network, Shape.picture(side));
    }

    /**
     * The layers whose output can be asked for: all, but for the ReLU module of a residual block, which torchvision runs at several places
     * of it; what the last run gives is the block's own output.
     */
    public List<String> layerNames() {
        return nodes(Preprocessing.IMAGENET.crop()).stream().map(Node::path).filter(p -> !p.endsWith(".relu")).toList();
    }

    private static Optional<String> beforeHead(Sequential sequential, String prefix) {
        List<Child> children = sequential.children();
        Child last = children.getLast();
        Optional<String> inside = last.layer() instanceof Sequential inner
                ? beforeHead(inner, prefix + last.name() + ".")
                : Optional.empty();
        return inside.or(() -> children.size() == 1 ? Optional.empty()
                : Optional.of(prefix + children.get(children.size() - 2).name()));
    }

    private static String lastPath(Sequential sequential, String prefix) {
        Child last = sequential.children().getLast();
        String path = prefix + last.name();
        return last.layer() instanceof Sequential inner ? lastPath(inner, path + ".") : path;
    }
}
