package dev.headstart.extract;

import dev.headstart.backbone.Backbone;
import dev.headstart.backbone.Backbones;
import dev.headstart.backbone.Preprocessing;
import dev.headstart.cli.UserException;
import dev.headstart.embeddings.Origin;
import dev.headstart.pictures.Orientation;
import dev.headstart.torchscript.Pool;
import dev.headstart.torchscript.Precision;
import dev.headstart.weights.Weights;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What an {@link Origin} says in words, as what the compiler takes: all that decides the numbers. */
record Network(Backbone backbone, Weights weights, Preprocessing preprocessing, Orientation exif, Precision precision,
        Pool pool) {

    /**
     * @param weights of the identity that the origin names
     * @throws UserException if the origin, read from a file, names what there is not
     */
    static Network of(Origin origin, Weights weights) {
        return new Network(backbone(origin), weights,
                known(Preprocessing.parse(origin.preprocessing()).orElse(null), origin.preprocessing()),
                constant(Orientation.values(), origin.exif()), constant(Precision.values(), origin.precision()),
                constant(Pool.values(), origin.pool()));
    }

    static Backbone backbone(Origin origin) {
        Backbone backbone = known(Backbones.find(origin.arch()).orElse(null), origin.arch());
        for (String layer : origin.layers()) {
            known(backbone.layerNames().contains(layer) ? layer : null, layer);
        }
        return backbone;
    }

    /** How an origin calls one of an option's values. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static <E extends Enum<E>> E constant(E[] constants, String word) {
        return known(Arrays.stream(constants).filter(c -> word(c).equals(word)).findFirst().orElse(null), word);
    }

    private static <T> T known(@Nullable T found, String word) {
        if (found == null) {
            throw new UserException(
                    "this version does not know '" + word + "'; use the one that the file was made with");
        }
        return found;
    }
}
