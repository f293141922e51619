package dev.headstart.weights;

import dev.headstart.backbone.Backbone;
import dev.headstart.cli.Quote;
import dev.headstart.cli.UserException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the weights again that embeddings were made with.
 *
 * @param hub where to look for files that nobody names
 */
public record WeightsFinder(Hub hub) {
    private static final Pattern OF_FILE = Pattern.compile("sha256:(?<digest>[0-9a-f]{64})(:(?<key>.{1,8000}))?");

    /**
     * Opens the weights of an identity.
     *
     * @param identity what {@link Weights#identity} said when they were used
     * @param named what {@code --weights} says, or null to take a seed as it is and to look for a file in the hub's cache, and for what
     *     torchvision publishes on the net
     * @param key what {@code --state-dict-key} says, or null to take the identity's own
     * @throws UserException if they are not to be found, or those named are others
     */
    public Weights open(String identity, @Nullable String named, @Nullable String key, Backbone backbone) {
        WeightsSource source = named == null ? source(identity, backbone) : WeightsSource.parse(named, key, backbone);
        if (source instanceof WeightsSource.File(Path path, _)) {
            source = new WeightsSource.File(path, key == null ? part(identity, "key") : key);
        } else if (key != null) {
            throw new UserException(
                    "--state-dict-key chooses among the weights in a file; name that file with --weights FILE");
        }
        Weights weights = source.open(backbone, hub);
        if (!weights.identity().equals(identity)) {
            weights.close();
            throw new UserException((named == null ? "the weights in " + hub.checkpoints() : "--weights " + named)
                    + " are " + weights.identity() + ", not " + identity
                    + " as the head's embeddings were made with; name those with --weights FILE");
        }
        return weights;
    }

    private static @Nullable String part(String identity, String name) {
        Matcher file = OF_FILE.matcher(identity);
        return file.matches() ? file.group(name) : null;
    }

    private WeightsSource source(String identity, Backbone backbone) {
        if (identity.startsWith(WeightsSource.SEEDED)) {
            return WeightsSource.parse(identity, backbone);
        }
        String digest = part(identity, "digest");
        if (digest == null) {
            throw new UserException("the head's embeddings were made with weights '" + Quote.of(identity)
                    + "', which is neither a seed nor a SHA-256");
        }
        Optional<WeightsSource> published = PretrainedWeights.of(backbone)
                .stream()
                .filter(w -> digest.startsWith(w.hashPrefix()))
                .<WeightsSource>map(WeightsSource.Published::new)
                .findFirst();
        return published.or(() -> hub.cached(digest).map(path -> new WeightsSource.File(path, null)))
                .orElseThrow(() -> new UserException("the head's embeddings were made with weights of SHA-256 " + digest
                        + ", and no file in " + hub.checkpoints()
                        + " has its first digits in its name; name it with --weights FILE"));
    }
}
