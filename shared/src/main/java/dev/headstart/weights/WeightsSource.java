package dev.headstart.weights;

import dev.headstart.backbone.Backbone;
import dev.headstart.backbone.Preprocessing;
import dev.headstart.cli.Nearest;
import dev.headstart.cli.Quote;
import dev.headstart.cli.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What {@code --weights} names: a seed, a file, or weights that torchvision publishes. */
public sealed interface WeightsSource {
    String SEEDED = "seeded:";

    /** How the identity of a file begins. */
    String SHA256 = "sha256:";

    /** The entry that {@code pretrained} means. */
    String DEFAULT_ENTRY = "IMAGENET1K_V1";

    /** What pictures go through before a network with these weights. */
    Preprocessing preprocessing();

    /** @throws UserException if there are none, or they are not the backbone's */
    Weights open(Backbone backbone, Hub hub);

    /**
     * @param text {@code pretrained}, the name of a torchvision entry, {@code seeded:N}, or a file
     * @throws UserException if it can be none of them
     */
    static WeightsSource parse(String text, Backbone backbone) {
        return parse(text, null, backbone);
    }

    /**
     * @param key what the weights lie under in the file, or null for those that the file gives by itself
     * @throws UserException if the text can be nothing that there is, or a key is given for what is no file
     */
    static WeightsSource parse(String text, @Nullable String key, Backbone backbone) {
        WeightsSource source = named(text, key, backbone);
        if (key != null && !(source instanceof File)) {
            throw new UserException(
                    "--state-dict-key chooses among the weights in a file, and --weights " + text + " is none");
        }
        return source;
    }

    private static WeightsSource named(String text, @Nullable String key, Backbone backbone) {
        if (text.startsWith(SEEDED)) {
            try {
                return new Seeded(Long.parseLong(text.substring(SEEDED.length())));
            } catch (NumberFormatException e) {
                throw new UserException(
                        "--weights " + Quote.of(text) + ": the seed after 'seeded:' must be a whole number", e);
            }
        }
        String entry = text.equals("pretrained") ? DEFAULT_ENTRY : text.toUpperCase(Locale.ROOT);
        List<PretrainedWeights> published = PretrainedWeights.of(backbone);
        for (PretrainedWeights weights : published) {
            if (weights.entry().equals(entry)) {
                return new Published(weights);
            }
        }
        Path file = Path.of(text);
        if (entry.startsWith("IMAGENET1K_") && !Files.exists(file)) {
            throw new UserException("torchvision has no weights " + entry + " for " + backbone.name()
                    + (published.isEmpty() ? ""
                            : "; it has "
                                    + Nearest.of(entry, published.stream().map(PretrainedWeights::entry).toList())));
        }
        return new File(file, key);
    }

    record Seeded(long seed) implements WeightsSource {
        @Override
        public Preprocessing preprocessing() {
            return Preprocessing.IMAGENET;
        }

        @Override
        public Weights open(Backbone backbone, Hub hub) {
            return new SeededWeights(backbone, seed);
        }
    }

    record Published(PretrainedWeights weights) implements WeightsSource {
        @Override
        public Preprocessing preprocessing() {
            return weights.preprocessing();
        }

        @Override
        public Weights open(Backbone backbone, Hub hub) {
            return new File(hub.fetch(weights), null).open(backbone, hub);
        }
    }

    /** @param key what the weights lie under in the file, or null for those that it gives by itself */
    record File(Path path, @Nullable String key) implements WeightsSource {

        /** That of torchvision's weights if the file has the name of some. */
        @Override
        public Preprocessing preprocessing() {
            return PretrainedWeights.byFile(path).map(PretrainedWeights::preprocessing).orElse(Preprocessing.IMAGENET);
        }

        @Override
        public Weights open(Backbone backbone, Hub hub) {
            if (!Files.isRegularFile(path)) {
                throw new UserException("weights file '" + path
                        + "' does not exist; --weights takes a file, 'pretrained', a torchvision entry or 'seeded:N'");
            }
            try {
                WeightsFile file = WeightsFile.open(path);
                try {
                    return new StateDictChoice(file, backbone).choose(key, SHA256 + Sha256.ofFile(path));
                } catch (UserException | IOException e) {
                    file.close();
                    throw e;
                }
            } catch (UserException e) {
                throw new UserException("weights file '" + path + "': " + e.getMessage(), e);
            } catch (IOException e) {
                throw new UserException("weights file '" + path + "' cannot be read: " + e.getMessage(), e);
            }
        }
    }
}
