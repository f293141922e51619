package dev.headstart.weights;

import dev.headstart.backbone.Backbone;
import dev.headstart.cli.UserException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the weights again that embeddings were made with.
 *
 * @param hub where to look for files that nobody names
 */
public record WeightsFinder(Hub hub) {

    /**
     * Opens the weights of an identity.
     *
     * @param identity what {@link Weights#identity} said when they were used
     * @param named what {@code --weights} says, or null to take a seed as it is and to look for a file in the hub's cache, and for what
     *     torchvision publishes on the net
     * @throws UserException if they are not to be found, or those named are others
     */
    public Weights open(String identity, @Nullable String named, Backbone backbone) {
        WeightsSource source = named == null ? source(identity, backbone) : WeightsSource.parse(named, backbone);
        Weights weights = source.open(backbone, hub);
        if (!weights.identity().equals(identity)) {
            weights.close();
            throw new UserException((named == null ? "the weights in " + hub.checkpoints() : "--weights " + named)
                    + " are " + weights.identity() + ", not " + identity
                    + " as the head's embeddings were made with; name those with --weights FILE");
        }
        return weights;
    }

    private WeightsSource source(String identity, Backbone backbone) {
        if (!identity.startsWith(WeightsSource.SHA256)) {
            return WeightsSource.parse(identity, backbone);
        }
        String digest = identity.substring(WeightsSource.SHA256.length());
        Optional<WeightsSource> published = PretrainedWeights.of(backbone)
                .stream()
                .filter(w -> digest.startsWith(w.hashPrefix()))
                .<WeightsSource>map(WeightsSource.Published::new)
                .findFirst();
        return published.or(() -> hub.cached(digest).map(WeightsSource.File::new))
                .orElseThrow(() -> new UserException("the head's embeddings were made with weights of SHA-256 " + digest
                        + ", and no file in " + hub.checkpoints()
                        + " has its first digits in its name; name it with --weights FILE"));
    }
}
