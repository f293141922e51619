package dev.headstart.solvers;

import dev.headstart.backbone.Backbone;
import dev.headstart.backbone.Layer;
import dev.headstart.backbone.Node;
import dev.headstart.backbone.Preprocessing;
import dev.headstart.cli.UserException;
import dev.headstart.embeddings.Origin;
import dev.headstart.weights.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The Linears, ReLUs and dropouts that a backbone has behind the layer that embeddings are of, its last Linear included.
 *
 * @param layers in their order, under their state-dict prefixes
 * @param weights opens the backbone's weights; whoever does closes them
 */
public record Tail(List<Node> layers, Supplier<Weights> weights) {
    public Tail {
        layers = List.copyOf(layers);
    }

    /**
     * What is behind the embeddings' layer.
     *
     * @param dimension of the embeddings
     * @throws UserException if it is not a classifier of several Linears that takes embeddings of this length
     */
    public static Tail of(Backbone backbone, Origin origin, int dimension, Supplier<Weights> weights) {
        List<Node> all = backbone.nodes(Preprocessing.IMAGENET.crop());
        for (String layer : origin.layers()) {
            List<Node> behind = behind(all, layer);
            List<Node> linears = linears(behind);
            if (linears.size() > 1 && behind.stream().allMatch(n -> trains(n.layer()))
                    && linears.getFirst().layer() instanceof Layer.Linear first && first.in() == dimension) {
                return new Tail(behind, weights);
            }
        }
        throw new UserException("--head mlp trains a vgg's classifier on, and " + origin.arch() + " has none behind "
                + String.join(", ", origin.layers()) + " that takes " + dimension
                + " numbers; use extract --arch vgg16 --layer avgpool, or --head linear");
    }

    /** Leaves only. */
    private static List<Node> behind(List<Node> all, String layer) {
        List<Node> behind = new ArrayList<>();
        boolean there = false;
        for (Node node : all) {
            boolean inside = node.path().equals(layer) || node.path().startsWith(layer + ".");
            if (there && !inside && !(node.layer() instanceof Layer.Sequential)) {
                behind.add(node);
            }
            there |= inside;
        }
        return behind;
    }

    private static boolean trains(Layer layer) {
        return switch (layer) {
            case Layer.Linear _,Layer.Relu _,Layer.Dropout _,Layer.Flatten _ -> true;
            case Layer.Conv _,Layer.BatchNorm _,Layer.MaxPool _,Layer.AvgPool _,Layer.Residual _,Layer.Sequential _ ->
                false;
        };
    }

    /** The error to throw at a layer that {@link #of} does not let into a tail. */
    static IllegalStateException notAllowed(Node node) {
        return new IllegalStateException(node.path() + " is a " + node.layer() + ", which a tail does not have");
    }

    private static List<Node> linears(List<Node> layers) {
        return layers.stream().filter(n -> n.layer() instanceof Layer.Linear).toList();
    }

    /** The Linears, the last of which a new one replaces. */
    List<Node> linears() {
        return linears(layers);
    }

    boolean isLast(Node node) {
        return node.equals(linears().getLast());
    }
}
