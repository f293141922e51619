package dev.headstart.extract;

import dev.headstart.backbone.Backbone;
import dev.headstart.backbone.Backbones;
import dev.headstart.backbone.Preprocessing;
import dev.headstart.embeddings.Origin;
import dev.headstart.pictures.Orientation;
import dev.headstart.pictures.Reduction;
import dev.headstart.torchscript.Pool;
import dev.headstart.torchscript.Precision;
import dev.headstart.weights.Weights;

/** What an {@link Origin} says in words, as what the compiler takes: all that decides the numbers. */
record Network(Backbone backbone, Weights weights, Preprocessing preprocessing, Orientation exif, Reduction reduction,
        Precision precision, Pool pool) {

    /** @throws dev.headstart.cli.UserException if the origin, read from a file, names what there is not, with the key it is under */
    static void requireKnown(Origin origin) {
        origin.requireKnown();
        Origin.constant(Orientation.class, "exif", origin.exif());
        Origin.constant(Precision.class, "precision", origin.precision());
        Origin.constant(Pool.class, "pool", origin.pool());
        Reduction.parse(origin.decode());
    }

    /**
     * @param weights of the identity that the origin names
     * @throws dev.headstart.cli.UserException if the origin, read from a file, names what there is not
     */
    static Network of(Origin origin, Weights weights) {
        return new Network(Backbones.require(origin.arch()), weights, Preprocessing.parse(origin.preprocessing()),
                Origin.constant(Orientation.class, "exif", origin.exif()), Reduction.parse(origin.decode()),
                Origin.constant(Precision.class, "precision", origin.precision()),
                Origin.constant(Pool.class, "pool", origin.pool()));
    }
}
