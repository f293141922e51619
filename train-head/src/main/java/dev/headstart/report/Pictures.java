package dev.headstart.report;

import dev.headstart.embeddings.Embeddings;
import dev.headstart.embeddings.Row;
import dev.headstart.pictures.Orientation;
import dev.headstart.pictures.Thumbnails;
import dev.headstart.weights.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;

/** The pictures that embeddings were made of, where they still are and are still the same, as small JPEGs in data URIs. */
final class Pictures {
    private static final long MAX_PIXELS = 178_956_970;

    private final Embeddings embeddings;
    private final Thumbnails thumbnails;

    Pictures(Embeddings embeddings) {
        this.embeddings = embeddings;
        thumbnails = new Thumbnails(
                embeddings.origin().exif().equals("ignore") ? Orientation.IGNORE : Orientation.APPLY, MAX_PIXELS);
    }

    /**
     * By row; those that cannot be had are missing.
     *
     * @param side of the square that they fit into, pixels
     * @param done told of each picture, had or not
     */
    Map<Integer, String> of(Collection<Integer> rows, int side, IntConsumer done) {
        Map<Integer, String> uris = new ConcurrentHashMap<>();
        rows.parallelStream().distinct().forEach(row -> {
            of(embeddings.rows().get(row), side).ifPresent(uri -> uris.put(row, uri));
            done.accept(1);
        });
        return uris;
    }

    private Optional<String> of(Row row, int side) {
        try {
            Path file = Path.of(embeddings.origin().root()).resolve(row.path());
            if (!Files.isRegularFile(file) || Files.size(file) != row.bytes()) {
                return Optional.empty();
            }
            byte[] content = Files.readAllBytes(file);
            if (!Sha256.of(content).equals(row.sha256())) {
                return Optional.empty();
            }
            return Optional
                    .of("data:image/jpeg;base64," + Base64.getEncoder().encodeToString(thumbnails.jpeg(content, side)));
        } catch (IOException | InvalidPathException e) {
            return Optional.empty(); // the report names it instead
        }
    }
}
