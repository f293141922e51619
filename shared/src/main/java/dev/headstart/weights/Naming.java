package dev.headstart.weights;

import dev.headstart.backbone.Backbone;
import dev.headstart.backbone.Layer;
import dev.headstart.backbone.Layer.Child;
import dev.headstart.backbone.Node;
import dev.headstart.backbone.Preprocessing;
import dev.headstart.backbone.TensorSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * What a way to take a network apart makes of its tensors' names.
 *
 * @param needed torchvision's name of each tensor that every embedding needs, and what it is called
 * @param others the same of Linears, which only some layers need, and only the head's may have another shape
 * @param inside how names begin in modules of which every tensor is known: a stranger among them makes another network
 * @param head how names of the head begin
 */
record Naming(Map<String, String> needed, Map<String, String> others, Set<String> inside, String head) {

    /** All that tensors are called. */
    Set<String> known() {
        Set<String> known = new HashSet<>(needed.values());
        known.addAll(others.values());
        return known;
    }

    /** The ways of a backbone, each once, the plain one first. */
    static List<Naming> of(Backbone backbone) {
        Set<Naming> namings = new LinkedHashSet<>();
        namings.add(of(backbone, name -> name, ""));
        Map<String, String> positions = positions(backbone);
        namings.add(of(backbone, name -> positions.getOrDefault(first(name), "") + name.substring(first(name).length()),
                ""));
        String common = common(backbone);
        if (!common.isEmpty()) {
            // In DataParallel by itself, as the ImageNet example of PyTorch has it, and alone.
            for (String module : List.of(common + "module.", "")) {
                namings.add(of(backbone,
                        name -> name.startsWith(common) ? module + name.substring(common.length()) : name, common));
            }
        }
        return List.copyOf(namings);
    }

    /** @param module the one that the modules which names begin with are inside of; empty if it is the network */
    private static Naming of(Backbone backbone, UnaryOperator<String> naming, String module) {
        List<Node> nodes = backbone.nodes(Preprocessing.IMAGENET.crop());
        Set<String> linears = nodes.stream()
                .filter(node -> node.layer() instanceof Layer.Linear)
                .map(Node::path)
                .collect(Collectors.toSet());
        Map<String, String> needed = new LinkedHashMap<>();
        Map<String, String> others = new LinkedHashMap<>();
        for (TensorSpec spec : backbone.tensors()) {
            boolean linear = linears.contains(spec.name().substring(0, spec.name().lastIndexOf('.')));
            (linear ? others : needed).put(spec.name(), naming.apply(spec.name()));
        }
        Set<String> inside = new HashSet<>();
        for (Node node : nodes) {
            boolean known = linears.stream().noneMatch(l -> l.equals(node.path()) || l.startsWith(node.path() + "."));
            if (known && node.path().startsWith(module) && !node.path().substring(module.length()).contains(".")) {
                inside.add(naming.apply(node.path() + "."));
            }
        }
        return new Naming(needed, others, inside, naming.apply(first(backbone.headName()) + "."));
    }

    /** What {@code Sequential(*network.children())} calls the children of a network: torchvision's has no module that flattens. */
    private static Map<String, String> positions(Backbone backbone) {
        Map<String, String> positions = new HashMap<>();
        for (Child child : backbone.network().children()) {
            if (!(child.layer() instanceof Layer.Flatten)) {
                positions.put(child.name(), Integer.toString(positions.size()));
            }
        }
        return positions;
    }

    /** The module that alone holds all that is needed, with a dot: {@code features.} of VGG, which some save alone. */
    private static String common(Backbone backbone) {
        List<String> modules = new ArrayList<>();
        of(backbone, name -> name, "").needed().keySet().stream().map(Naming::first).distinct().forEach(modules::add);
        return modules.size() == 1 ? modules.getFirst() + "." : "";
    }

    private static String first(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }
}
