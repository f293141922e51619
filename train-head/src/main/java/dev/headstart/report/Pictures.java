package dev.headstart.report;

import dev.headstart.embeddings.Origin;
import dev.headstart.pictures.Orientation;
import dev.headstart.pictures.Thumbnails;
import dev.headstart.weights.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;

/** The pictures that embeddings were made of, where they still are and are still the same, as small JPEGs in data URIs. */
final class Pictures {
    private static final long MAX_PIXELS = 178_956_970;

    private final List<Run.Picture> pictures;
    private final Orientation orientation;

    Pictures(Run run) {
        pictures = run.pictures();
        orientation = run.embeddings().origin().map(Origin::exif).orElse("").equals("ignore") ? Orientation.IGNORE
                : Orientation.APPLY;
    }

    /**
     * By row; those that cannot be had are missing.
     *
     * @param side of the square that they fit into, pixels
     * @param done told of each picture, had or not
     */
    Map<Integer, String> of(Collection<Integer> rows, int side, IntConsumer done) {
        if (pictures.isEmpty()) {
            done.accept(rows.size());
            return Map.of();
        }
        Thumbnails thumbnails = new Thumbnails(orientation, MAX_PIXELS, side);
        Map<Integer, String> uris = new ConcurrentHashMap<>();
        rows.parallelStream().distinct().forEach(row -> {
            of(pictures.get(row), thumbnails).ifPresent(uri -> uris.put(row, uri));
            done.accept(1);
        });
        return uris;
    }

    private static Optional<String> of(Run.Picture picture, Thumbnails thumbnails) {
        try {
            Path file = Path.of(picture.root()).resolve(picture.path());
            if (!Files.isRegularFile(file) || Files.size(file) != picture.bytes()) {
                return Optional.empty();
            }
            byte[] content = Files.readAllBytes(file);
            if (!Sha256.of(content).equals(picture.sha256())) {
                return Optional.empty();
            }
            return Optional
                    .of("data:image/jpeg;base64," + Base64.getEncoder().encodeToString(thumbnails.jpeg(content)));
        } catch (IOException | InvalidPathException e) {
            return Optional.empty(); // the report names it instead
        }
    }
}
