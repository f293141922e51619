package dev.headstart.export;

import dev.headstart.backbone.Backbone;
import dev.headstart.backbone.Preprocessing;
import dev.headstart.embeddings.Origin;
import dev.headstart.head.HeadFile;
import dev.headstart.torchscript.Pool;
import dev.headstart.weights.Weights;

/**
 * A backbone and the head that was trained on its embeddings.
 *
 * @param weights the backbone's, those that made the embeddings
 */
public record TrainedNetwork(Backbone backbone, Weights weights, HeadFile head) {

    Preprocessing preprocessing() {
        return Preprocessing.parse(head.requireOrigin().preprocessing());
    }

    String layer() {
        return head.requireOrigin().layers().getFirst();
    }

    Pool pool() {
        return Origin.constant(Pool.class, "pool", head.requireOrigin().pool());
    }

    /** Whether it is torchvision's network with another last layer. */
    boolean endsInHead() {
        return head.name().equals(backbone.headName());
    }
}
