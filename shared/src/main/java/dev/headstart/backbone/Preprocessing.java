package dev.headstart.backbone;

import java.util.List;

/**
 * What happens to a picture before the network, as torchvision's {@code ImageClassification} preset does it.
 *
 * @param resize length of the shorter side after resizing, pixels
 * @param crop side of the centre crop, pixels
 * @param mean subtracted per channel (red, green, blue) from values in [0, 1]
 * @param std then divided by
 */
public record Preprocessing(int resize, int crop, List<Double> mean, List<Double> std) {
    public static final Preprocessing IMAGENET = new Preprocessing(256, 224, List.of(0.485, 0.456, 0.406),
            List.of(0.229, 0.224, 0.225));

    /** Of torchvision's second recipe, which trained on smaller crops. */
    public static final Preprocessing IMAGENET_232 = new Preprocessing(232, 224, IMAGENET.mean(), IMAGENET.std());

    /** Of weights ported from Caffe: the mean alone, on a scale of 0 to 255. */
    public static final Preprocessing CAFFE = new Preprocessing(256, 224, List.of(0.48235, 0.45882, 0.40784),
            List.of(1 / 255.0, 1 / 255.0, 1 / 255.0));

    /** As the fingerprint writes it. */
    public String describe() {
        return "resize %d, crop %d, mean %s, std %s".formatted(resize, crop, mean, std);
    }
}
