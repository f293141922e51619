package dev.headstart.weights;

import dev.headstart.backbone.Backbone;
import dev.headstart.cli.UserException;
import java.net.URI;
import java.util.Map;

/**
 * A weights file that torchvision publishes. Its name carries the first eight digits of its SHA-256 after the dash.
 *
 * @param name file name, the same in PyTorch's hub cache and on the download host
 */
public record PretrainedFile(String name) {
    /** {@code IMAGENET1K_V1} of each backbone, from torchvision's {@code models/resnet.py} and {@code models/vgg.py}. */
    private static final Map<String, String> IMAGENET1K_V1 = Map.of("resnet18", "resnet18-f37072fd.pth", "vgg16",
            "vgg16-397923af.pth");

    public URI uri() {
        return URI.create("https://download.pytorch.org/models/" + name);
    }

    /** The digits that the file's SHA-256 must begin with. */
    public String hashPrefix() {
        return name.substring(name.lastIndexOf('-') + 1, name.lastIndexOf('.'));
    }

    static PretrainedFile of(Backbone backbone) {
        String name = IMAGENET1K_V1.get(backbone.name());
        if (name == null) {
            throw new UserException(
                    "no pretrained file is known for " + backbone.name() + "; give one with --weights FILE");
        }
        return new PretrainedFile(name);
    }
}
