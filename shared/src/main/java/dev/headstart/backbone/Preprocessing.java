package dev.headstart.backbone;

import dev.headstart.cli.Quote;
import dev.headstart.cli.UserException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    /** Pixels; VGG's maps have none left below. */
    private static final int SMALLEST_CROP = 32;

    /** Pixels; torchvision's backbones see 224, and at 512 sixteen pictures of vgg16's first layer take 2 GB. */
    private static final int LARGEST_CROP = 512;

    private static final int LARGEST_RESIZE = 2 * LARGEST_CROP;

    /** Of a mean; pictures have 0 to 1. */
    private static final double LARGEST_MEAN = 10;

    /** Of a standard deviation; Caffe's is 1/255. */
    private static final double SMALLEST_STD = 1e-4;

    private static final double LARGEST_STD = 1e4;

    private static final Pattern DESCRIPTION = Pattern
            .compile("resize (\\d{1,5}), crop ([1-9]\\d{0,4}), mean \\[(N, N, N)], std \\[(N, N, N)]".replace("N",
                    "-?\\d+\\.\\d+(?:E-?\\d+)?"));

    /** As the fingerprint writes it. */
    public String describe() {
        return String.format(Locale.ROOT, "resize %d, crop %d, mean %s, std %s", resize, crop, mean, std);
    }

    /**
     * What {@link #describe} wrote.
     *
     * @throws UserException if it is something else, or sizes and colours that no backbone is for: a file may say anything
     */
    public static Preprocessing parse(String description) {
        Matcher m = DESCRIPTION.matcher(description);
        if (!m.matches()) {
            throw new UserException(
                    "'" + Quote.of(description) + "' is no preprocessing; was the file made by another version?");
        }
        Preprocessing read = new Preprocessing(Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2)),
                channels(m.group(3)), channels(m.group(4)));
        if (read.crop < SMALLEST_CROP || read.crop > LARGEST_CROP || read.resize < read.crop
                || read.resize > LARGEST_RESIZE) {
            throw new UserException("resize " + read.resize + ", crop " + read.crop + " cannot be: a crop has "
                    + SMALLEST_CROP + " to " + LARGEST_CROP + " pixels, and a resize from those to " + LARGEST_RESIZE);
        }
        if (read.mean.stream().anyMatch(colour -> Math.abs(colour) > LARGEST_MEAN)
                || read.std.stream().anyMatch(colour -> colour < SMALLEST_STD || colour > LARGEST_STD)) {
            throw new UserException("mean " + read.mean + ", std " + read.std + " cannot be: colours are 0 to 1");
        }
        return read;
    }

    private static List<Double> channels(String list) {
        return Arrays.stream(list.split(", ")).map(Double::valueOf).toList();
    }
}
