package dev.headstart.report;

import dev.headstart.embeddings.Origin;
import dev.headstart.pictures.Orientation;
import dev.headstart.pictures.Thumbnails;
import dev.headstart.weights.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
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
    /** Bytes: what {@link #MAX_PIXELS} take at most without any compression, in 16 bits of three colours. */
    private static final long MAX_BYTES = 6 * MAX_PIXELS;

    private final List<Run.Picture> pictures;
    private final Orientation orientation;

    Pictures(List<Run.Picture> pictures, Orientation orientation) {
        this.pictures = pictures;
        this.orientation = orientation;
    }

    static Pictures of(Run run) {
        boolean ignored = run.embeddings().origin().map(Origin::exif).orElse("").equals("ignore");
        return new Pictures(run.pictures(), ignored ? Orientation.IGNORE : Orientation.APPLY);
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
            byte[] content = read(picture);
            return Sha256.of(content).equals(picture.sha256())
                    ? Optional.of(
                            "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(thumbnails.jpeg(content)))
                    : Optional.empty();
        } catch (IOException | InvalidPathException e) {
            return Optional.empty(); // the report names it instead
        }
    }

    /**
     * Reads a picture's file. The embeddings may come from a stranger, who can name any file as a picture, so that only a file is opened that
     * lies below the root after all links are followed, and that has the size the row says. Files of {@code /proc} have none, and some of
     * them wait for ever when they are read.
     */
    private static byte[] read(Run.Picture picture) throws IOException {
        Path root = Path.of(picture.root()).toRealPath();
        Path file = root.resolve(picture.path()).toRealPath();
        long size = picture.bytes();
        if (!file.startsWith(root) || !Files.isRegularFile(file) || size <= 0 || size > MAX_BYTES
                || Files.size(file) != size) {
            throw new NoSuchFileException(picture.path());
        }
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return in.readNBytes((int) size);
        }
    }
}
