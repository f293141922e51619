package dev.headstart.embeddings;

import dev.headstart.backbone.Backbone;
import dev.headstart.backbone.Backbones;
import dev.headstart.backbone.Preprocessing;
import dev.headstart.cli.Quote;
import dev.headstart.cli.UserException;
import dev.headstart.parquet.ParquetFile;
import dev.headstart.weights.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What made a file of embeddings. All but {@code root} decides the numbers, and goes into the fingerprint.
 *
 * @param arch torchvision's name of the backbone
 * @param weights {@code seeded:N}, or {@code sha256:} and the digest of the weights' file
 * @param layers paths of the layers whose outputs the embeddings are
 * @param pool how spatial maps became vectors: {@code avg}, {@code max} or {@code none}
 * @param preprocessing resize, crop, mean and standard deviation
 * @param exif whether EXIF orientation was applied: {@code apply} or {@code ignore}
 * @param precision {@code fp32}, {@code bf16} or {@code fp16}
 * @param decode {@code exact}, or how far pictures were reduced while they were decoded
 * @param root the folder that the rows' paths are relative to
 */
public record Origin(String arch, String weights, List<String> layers, String pool, String preprocessing, String exif,
        String precision, String decode, String root) {
    private static final String PREFIX = "headstart.";
    private static final String DECODE = "decode";
    private static final String EXACT = "exact";

    /** Characters of a value; the names of all layers of resnet152 have some 9,000. */
    private static final int LONGEST = 1 << 16;

    public Origin {
        layers = List.copyOf(layers);
    }

    /** Of pictures decoded exactly. */
    public Origin(String arch, String weights, List<String> layers, String pool, String preprocessing, String exif,
            String precision, String root) {
        this(arch, weights, layers, pool, preprocessing, exif, precision, EXACT, root);
    }

    /**
     * The constant that a value names, {@code avg} for one.
     *
     * @param key what the value is of, {@code pool} for one
     * @throws UserException if there is no such constant: the file may come from another version
     */
    public static <E extends Enum<E>> E constant(Class<E> type, String key, String value) {
        E[] constants = type.getEnumConstants();
        return Arrays.stream(constants)
                .filter(constant -> constant.toString().equals(value))
                .findFirst()
                .orElseThrow(() -> new UserException(PREFIX + key + " '" + Quote.of(value) + "' is none of "
                        + Arrays.stream(constants).map(E::toString).collect(Collectors.joining(", "))
                        + "; was the file made by another version?"));
    }

    /**
     * Refuses what no file of this version says: an architecture, a layer or a preprocessing that there is not.
     *
     * @throws UserException naming key and value
     */
    public void requireKnown() {
        Backbone backbone = Backbones.find(arch)
                .orElseThrow(() -> new UserException(PREFIX + "arch: " + Backbones.unknown(arch)));
        List<String> known = backbone.layerNames();
        for (String layer : layers) {
            if (!known.contains(layer)) {
                throw new UserException(PREFIX + "layer: " + arch + " has no layer '" + Quote.of(layer) + "'");
            }
        }
        try {
            Preprocessing.parse(preprocessing);
        } catch (UserException e) {
            throw new UserException(PREFIX + "preprocessing: " + e.getMessage(), e);
        }
    }

    /** One digest of all that decides the numbers. */
    public String fingerprint() {
        return Sha256.of(deciding().toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Of one column of the file, the output of {@code layer}. */
    public Origin ofLayer(String layer) {
        return new Origin(arch, weights, List.of(layer), pool, preprocessing, exif, precision, decode, root);
    }

    /** As key-value metadata, of the Parquet file and of a head trained on it. */
    public Map<String, String> toMetadata() {
        Map<String, String> metadata = new LinkedHashMap<>();
        deciding().forEach((key, value) -> metadata.put(PREFIX + key, value));
        metadata.put(PREFIX + "root", root);
        metadata.put(PREFIX + "fingerprint", fingerprint());
        return metadata;
    }

    /** What a file's metadata say of its origin, or empty if they do not. */
    public static Optional<Origin> of(Map<String, String> metadata) {
        return metadata.containsKey(PREFIX + "fingerprint") ? Optional.of(from(metadata)) : Optional.empty();
    }

    /**
     * What made the rows of a file, or empty if it does not say.
     *
     * @throws UserException naming the file, if it says what cannot be
     */
    static Optional<Origin> of(ParquetFile file) {
        try {
            return of(file.metadata());
        } catch (UserException e) {
            throw new UserException("'" + file.path() + "': " + e.getMessage(), e);
        }
    }

    static Origin from(Map<String, String> metadata) {
        return new Origin(value(metadata, "arch"), value(metadata, "weights"),
                List.of(value(metadata, "layer").split(",")), value(metadata, "pool"), value(metadata, "preprocessing"),
                value(metadata, "exif"), value(metadata, "precision"),
                metadata.containsKey(PREFIX + DECODE) ? value(metadata, DECODE) : EXACT, value(metadata, "root"));
    }

    private static String value(Map<String, String> metadata, String key) {
        String value = Objects.requireNonNullElse(metadata.get(PREFIX + key), "");
        if (value.length() > LONGEST) {
            throw new UserException("its metadata " + PREFIX + key + " have " + value.length()
                    + " characters, more than any that extract writes; they begin with '" + Quote.of(value) + "'");
        }
        return value;
    }

    /** How this differs from another in what decides the numbers: {@code precision bf16, not fp32}, or nothing. */
    public List<String> differences(Origin other) {
        Map<String, String> theirs = other.all();
        return all().entrySet()
                .stream()
                .filter(e -> !e.getValue().equals(theirs.get(e.getKey())))
                .map(e -> e.getKey() + " " + Quote.of(e.getValue()) + ", not "
                        + Quote.of(String.valueOf(theirs.get(e.getKey()))))
                .toList();
    }

    /** What is written: exact decoding is not, so that stores older than any other have the fingerprint they had. */
    private Map<String, String> deciding() {
        Map<String, String> all = all();
        all.remove(DECODE, EXACT);
        return all;
    }

    private Map<String, String> all() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("arch", arch);
        all.put("weights", weights);
        all.put("layer", String.join(",", layers));
        all.put("pool", pool);
        all.put("preprocessing", preprocessing);
        all.put("exif", exif);
        all.put("precision", precision);
        all.put(DECODE, decode);
        return all;
    }
}
