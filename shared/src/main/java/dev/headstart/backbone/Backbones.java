package dev.headstart.backbone;

import static dev.headstart.backbone.ResNet.Block.BASIC;
import static dev.headstart.backbone.ResNet.Block.BOTTLENECK;

import dev.headstart.cli.Nearest;
import dev.headstart.cli.Quote;
import dev.headstart.cli.UserException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/** The backbones by torchvision's names, one line of data each. */
public final class Backbones {
    private static final Map<String, IntFunction<Layer.Sequential>> FAMILY = table();

    private Backbones() {}

    private static Map<String, IntFunction<Layer.Sequential>> table() {
        Map<String, IntFunction<Layer.Sequential>> t = new LinkedHashMap<>();
        t.put("resnet18", new ResNet(BASIC, List.of(2, 2, 2, 2), 1, 64)::network);
        t.put("resnet34", new ResNet(BASIC, List.of(3, 4, 6, 3), 1, 64)::network);
        t.put("resnet50", new ResNet(BOTTLENECK, List.of(3, 4, 6, 3), 1, 64)::network);
        t.put("resnet101", new ResNet(BOTTLENECK, List.of(3, 4, 23, 3), 1, 64)::network);
        t.put("resnet152", new ResNet(BOTTLENECK, List.of(3, 8, 36, 3), 1, 64)::network);
        t.put("resnext50_32x4d", new ResNet(BOTTLENECK, List.of(3, 4, 6, 3), 32, 4)::network);
        t.put("resnext101_32x8d", new ResNet(BOTTLENECK, List.of(3, 4, 23, 3), 32, 8)::network);
        t.put("resnext101_64x4d", new ResNet(BOTTLENECK, List.of(3, 4, 23, 3), 64, 4)::network);
        t.put("wide_resnet50_2", new ResNet(BOTTLENECK, List.of(3, 4, 6, 3), 1, 128)::network);
        t.put("wide_resnet101_2", new ResNet(BOTTLENECK, List.of(3, 4, 23, 3), 1, 128)::network);
        t.put("vgg11", new Vgg(List.of(1, 1, 2, 2, 2), false)::network);
        t.put("vgg11_bn", new Vgg(List.of(1, 1, 2, 2, 2), true)::network);
        t.put("vgg13", new Vgg(List.of(2, 2, 2, 2, 2), false)::network);
        t.put("vgg13_bn", new Vgg(List.of(2, 2, 2, 2, 2), true)::network);
        t.put("vgg16", new Vgg(List.of(2, 2, 3, 3, 3), false)::network);
        t.put("vgg16_bn", new Vgg(List.of(2, 2, 3, 3, 3), true)::network);
        t.put("vgg19", new Vgg(List.of(2, 2, 4, 4, 4), false)::network);
        t.put("vgg19_bn", new Vgg(List.of(2, 2, 4, 4, 4), true)::network);
        return Collections.unmodifiableMap(t);
    }

    /** Every name, in the order of the table. */
    public static List<String> names() {
        return List.copyOf(FAMILY.keySet());
    }

    public static Optional<Backbone> find(String name) {
        return Optional.ofNullable(FAMILY.get(name))
                .map(network -> new Backbone(name, network.apply(Backbone.IMAGENET_CLASSES)));
    }

    /** @throws UserException if there is none of that name */
    public static Backbone require(String name) {
        return find(name).orElseThrow(() -> new UserException(unknown(name)));
    }

    /** What to say of a name that there is no backbone of. */
    public static String unknown(String name) {
        return "unknown architecture '" + Quote.of(name) + "'; the nearest are " + Nearest.of(name, names());
    }
}
