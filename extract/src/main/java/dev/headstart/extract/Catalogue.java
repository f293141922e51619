package dev.headstart.extract;

import dev.headstart.backbone.Backbone;
import dev.headstart.backbone.Backbones;
import dev.headstart.backbone.Layer;
import dev.headstart.backbone.Node;
import dev.headstart.backbone.Preprocessing;
import dev.headstart.weights.PretrainedWeights;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What {@code --list} and {@code --describe} print, 80 columns wide. */
final class Catalogue {
    private static final int SIDE = Preprocessing.IMAGENET.crop();
    private static final String FAMILY = "IMAGENET1K_";
    private static final String ROW = "%-29s %-20s %15s %12s%n";

    private Catalogue() {}

    /** A line per backbone. */
    static void list(PrintWriter out) {
        out.printf("%-17s %9s %12s %7s  %s%n", "backbone", "embedding", "parameters", "GFLOPs",
                "weights (" + FAMILY + "...)");
        for (String name : Backbones.names()) {
            Backbone backbone = Backbones.find(name).orElseThrow();
            List<Node> nodes = backbone.nodes(SIDE);
            String weights = PretrainedWeights.of(backbone)
                    .stream()
                    .map(w -> w.entry().replace(FAMILY, ""))
                    .collect(Collectors.joining(" "));
            out.printf(Locale.ROOT, "%-17s %9d %,12d %7.2f  %s%n", name, backbone.embeddingSize(), parameters(nodes),
                    giga(nodes), weights);
        }
        out.printf(Locale.ROOT, "%nGFLOPs are 10^9 multiply-adds for a picture of %d x %d.%n", SIDE, SIDE);
    }

    /** A network as a tree of its layers, with a mark where the frozen part ends and the head begins. */
    static void describe(Backbone backbone, PrintWriter out) {
        List<Node> nodes = backbone.nodes(SIDE);
        out.printf(Locale.ROOT, "%s: %,d parameters, %.2f GFLOPs%nembedding: %d numbers, the output of '%s'%n%n",
                backbone.name(), parameters(nodes), giga(nodes), backbone.embeddingSize(), backbone.penultimate());
        out.printf(ROW, "layer", "", "output", "parameters");
        for (Node node : nodes) {
            if (node.path().equals(backbone.headName())) {
                out.println("---------- the backbone, frozen, ends here; the head begins ----------");
            }
            out.printf(ROW, "  ".repeat(node.depth()) + node.path(), kind(node.layer()), node.output(),
                    node.parameters() == 0 ? "-" : String.format(Locale.ROOT, "%,d", node.parameters()));
        }
    }

    private static long parameters(List<Node> nodes) {
        return nodes.stream().filter(n -> n.depth() == 0).mapToLong(Node::parameters).sum();
    }

    private static double giga(List<Node> nodes) {
        return nodes.stream().mapToLong(Node::multiplications).sum() / 1e9;
    }

    private static String kind(Layer layer) {
        return switch (layer) {
            case Layer.Conv c -> String.format(Locale.ROOT, "Conv %dx%d%s%s", c.kernel(), c.kernel(),
                    c.stride() == 1 ? "" : "/" + c.stride(), c.groups() == 1 ? "" : " groups " + c.groups());
            case Layer.BatchNorm _ -> "BatchNorm";
            case Layer.Relu _ -> "ReLU";
            case Layer.MaxPool p -> String.format(Locale.ROOT, "MaxPool %dx%d/%d", p.kernel(), p.kernel(), p.stride());
            case Layer.AvgPool _ -> "AdaptiveAvgPool";
            case Layer.Flatten _ -> "Flatten";
            case Layer.Linear _ -> "Linear";
            case Layer.Dropout d -> "Dropout " + d.probability();
            case Layer.Residual _ -> "Residual";
            case Layer.Sequential _ -> "Sequential";
        };
    }
}
