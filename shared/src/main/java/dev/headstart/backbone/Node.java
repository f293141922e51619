package dev.headstart.backbone;

import java.util.ArrayList;
import java.util.List;

/**
 * A layer at its place in a network.
 *
 * @param path state-dict prefix without the last dot: what {@code --layer} takes
 * @param name last part of the path
 * @param depth layers it lies inside of
 * @param output of one picture
 */
public record Node(String path, String name, int depth, Layer layer, Shape input, Shape output) {

    /** Every node below a network, each before its children. */
    static List<Node> of(Layer.Sequential network, Shape input) {
        List<Node> nodes = new ArrayList<>();
        children(network, "", 0, input, nodes);
        return List.copyOf(nodes);
    }

    private static void children(Layer.Sequential s, String prefix, int depth, Shape input, List<Node> to) {
        Shape shape = input;
        for (Layer.Child child : s.children()) {
            add(child.layer(), prefix + child.name(), child.name(), depth, shape, to);
            shape = shape.through(child.layer());
        }
    }

    private static void add(Layer layer, String path, String name, int depth, Shape input, List<Node> to) {
        to.add(new Node(path, name, depth, layer, input, input.through(layer)));
        switch (layer) {
            case Layer.Sequential s -> children(s, path + ".", depth + 1, input, to);
            case Layer.Residual r -> {
                children(r.body(), path + ".", depth + 1, input, to);
                r.downsample().ifPresent(d -> add(d, path + ".downsample", "downsample", depth + 1, input, to));
            }
            case Layer.Conv _,Layer.BatchNorm _,Layer.Relu _,Layer.MaxPool _,Layer.AvgPool _,Layer.Flatten _,Layer.Linear _,Layer.Dropout _ ->
                {
                }
        }
    }

    /** Numbers that training would change, the layers inside included; a batch norm's running statistics are none. */
    public long parameters() {
        return parameters(layer);
    }

    /** Multiplications of convolutions and linear layers for one picture, this layer alone, without those inside. */
    public long multiplications() {
        return switch (layer) {
            case Layer.Conv c -> (long) output.size() * c.in() / c.groups() * c.kernel() * c.kernel();
            case Layer.Linear l -> (long) l.in() * l.out();
            case Layer.BatchNorm _,Layer.Relu _,Layer.MaxPool _,Layer.AvgPool _,Layer.Flatten _,Layer.Dropout _,Layer.Residual _,Layer.Sequential _ ->
                0;
        };
    }

    private static long parameters(Layer layer) {
        return switch (layer) {
            case Layer.Conv c ->
                (long) c.out() * c.in() / c.groups() * c.kernel() * c.kernel() + (c.bias() ? c.out() : 0);
            case Layer.BatchNorm b -> 2L * b.channels();
            case Layer.Linear l -> (long) l.in() * l.out() + l.out();
            case Layer.Sequential s -> s.children().stream().mapToLong(c -> parameters(c.layer())).sum();
            case Layer.Residual r -> parameters(r.body()) + r.downsample().map(Node::parameters).orElse(0L);
            case Layer.Relu _,Layer.MaxPool _,Layer.AvgPool _,Layer.Flatten _,Layer.Dropout _ -> 0;
        };
    }
}
