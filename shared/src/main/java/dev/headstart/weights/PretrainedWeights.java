package dev.headstart.weights;

import dev.headstart.backbone.Backbone;
import dev.headstart.backbone.Preprocessing;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Weights that torchvision publishes: an entry of the {@code WeightsEnum}s in its {@code models/resnet.py} and {@code models/vgg.py}.
 *
 * @param arch the backbone's name
 * @param entry the enum's entry
 * @param file its name, the same in PyTorch's hub cache and on the download host; it carries the first eight digits of the file's SHA-256
 * @param preprocessing what the network was trained to see
 */
public record PretrainedWeights(String arch, String entry, String file, Preprocessing preprocessing) {
    private static final String V1 = "IMAGENET1K_V1";
    private static final String V2 = "IMAGENET1K_V2";

    private static final List<PretrainedWeights> ALL = List.of(
            new PretrainedWeights("resnet18", V1, "resnet18-f37072fd.pth", Preprocessing.IMAGENET),
            new PretrainedWeights("resnet34", V1, "resnet34-b627a593.pth", Preprocessing.IMAGENET),
            new PretrainedWeights("resnet50", V1, "resnet50-0676ba61.pth", Preprocessing.IMAGENET),
            new PretrainedWeights("resnet50", V2, "resnet50-11ad3fa6.pth", Preprocessing.IMAGENET_232),
            new PretrainedWeights("resnet101", V1, "resnet101-63fe2227.pth", Preprocessing.IMAGENET),
            new PretrainedWeights("resnet101", V2, "resnet101-cd907fc2.pth", Preprocessing.IMAGENET_232),
            new PretrainedWeights("resnet152", V1, "resnet152-394f9c45.pth", Preprocessing.IMAGENET),
            new PretrainedWeights("resnet152", V2, "resnet152-f82ba261.pth", Preprocessing.IMAGENET_232),
            new PretrainedWeights("resnext50_32x4d", V1, "resnext50_32x4d-7cdf4587.pth", Preprocessing.IMAGENET),
            new PretrainedWeights("resnext50_32x4d", V2, "resnext50_32x4d-1a0047aa.pth", Preprocessing.IMAGENET_232),
            new PretrainedWeights("resnext101_32x8d", V1, "resnext101_32x8d-8ba56ff5.pth", Preprocessing.IMAGENET),
            new PretrainedWeights("resnext101_32x8d", V2, "resnext101_32x8d-110c445d.pth", Preprocessing.IMAGENET_232),
            new PretrainedWeights("resnext101_64x4d", V1, "resnext101_64x4d-173b62eb.pth", Preprocessing.IMAGENET_232),
            new PretrainedWeights("wide_resnet50_2", V1, "wide_resnet50_2-95faca4d.pth", Preprocessing.IMAGENET),
            new PretrainedWeights("wide_resnet50_2", V2, "wide_resnet50_2-9ba9bcbe.pth", Preprocessing.IMAGENET_232),
            new PretrainedWeights("wide_resnet101_2", V1, "wide_resnet101_2-32ee1156.pth", Preprocessing.IMAGENET),
            new PretrainedWeights("wide_resnet101_2", V2, "wide_resnet101_2-d733dc28.pth", Preprocessing.IMAGENET_232),
            new PretrainedWeights("vgg11", V1, "vgg11-8a719046.pth", Preprocessing.IMAGENET),
            new PretrainedWeights("vgg11_bn", V1, "vgg11_bn-6002323d.pth", Preprocessing.IMAGENET),
            new PretrainedWeights("vgg13", V1, "vgg13-19584684.pth", Preprocessing.IMAGENET),
            new PretrainedWeights("vgg13_bn", V1, "vgg13_bn-abd245e5.pth", Preprocessing.IMAGENET),
            new PretrainedWeights("vgg16", V1, "vgg16-397923af.pth", Preprocessing.IMAGENET),
            new PretrainedWeights("vgg16", "IMAGENET1K_FEATURES", "vgg16_features-amdegroot-88682ab5.pth",
                    Preprocessing.CAFFE),
            new PretrainedWeights("vgg16_bn", V1, "vgg16_bn-6c64b313.pth", Preprocessing.IMAGENET),
            new PretrainedWeights("vgg19", V1, "vgg19-dcbb9e9d.pth", Preprocessing.IMAGENET),
            new PretrainedWeights("vgg19_bn", V1, "vgg19_bn-c79401a0.pth", Preprocessing.IMAGENET));

    /** What torchvision has for a backbone. */
    public static List<PretrainedWeights> of(Backbone backbone) {
        return ALL.stream().filter(w -> w.arch.equals(backbone.name())).toList();
    }

    /** The entry that a file is by its name, wherever it lies. */
    static Optional<PretrainedWeights> byFile(Path file) {
        return ALL.stream().filter(w -> w.file.equals(String.valueOf(file.getFileName()))).findFirst();
    }

    /** The digits that the file's SHA-256 must begin with. */
    public String hashPrefix() {
        return file.substring(file.lastIndexOf('-') + 1, file.lastIndexOf('.'));
    }
}
