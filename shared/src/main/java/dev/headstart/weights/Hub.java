package dev.headstart.weights;

import dev.headstart.cli.Progress;
import dev.headstart.cli.UserException;
import dev.headstart.files.AtomicFile;
import dev.headstart.files.Companion;
import dev.headstart.files.Disk;
import dev.headstart.files.LockFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * PyTorch's own cache of downloaded weights, so that a file fetched by Python serves here and the other way round.
 *
 * @param checkpoints the folder the files lie in
 * @param host where files are downloaded from, a URL that ends in a slash
 */
public record Hub(Path checkpoints, URI host) {
    /** What published weights may take. The largest, those of VGG, have 0.6 GB. */
    private static final Limits LIMITS = new Limits(Duration.ofSeconds(20), 2L << 30);
    private static final int ATTEMPTS = 5;
    private static final int HASH_DIGITS = 8;
    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final int SERVER_ERROR = 500;

    /** {@code $TORCH_HOME/hub/checkpoints}, by default below {@code ~/.cache/torch}. */
    public static Hub fromEnvironment(Map<String, String> environment) {
        String cache = value(environment, "XDG_CACHE_HOME", System.getProperty("user.home") + "/.cache");
        String home = value(environment, "TORCH_HOME", cache + "/torch");
        return new Hub(Path.of(home, "hub", "checkpoints"), URI.create("https://download.pytorch.org/models/"));
    }

    /** One that is set to nothing counts as not set, as the XDG specification has it. */
    private static String value(Map<String, String> environment, String name, String otherwise) {
        String value = environment.getOrDefault(name, "");
        return value.isEmpty() ? otherwise : value;
    }

    /**
     * What a download may take.
     *
     * @param patience for a connection, and then for each next piece of the file
     * @param bytes that the file has at most: a host that sends without end would fill the disk
     */
    record Limits(Duration patience, long bytes) {}

    /** What the server says will not be otherwise next time. */
    private static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;

        private Refused(String message) {
            super(message);
        }
    }

    /**
     * The file, downloaded if it isn't there yet; while another process downloads it, this one waits.
     *
     * @throws UserException if it is neither there nor to be had, or what comes has another SHA-256 than its name says
     */
    public Path fetch(PretrainedWeights weights) {
        return fetch(weights, LIMITS);
    }

    Path fetch(PretrainedWeights weights, Limits limits) {
        Path target = checkpoints.resolve(weights.file());
        if (Files.isRegularFile(target)) {
            return target;
        }
        URI from = host.resolve(weights.file());
        Path part = AtomicFile.beside(target);
        try {
            Disk.makeFolder(checkpoints);
            try (LockFile _ = LockFile.await(Companion.LOCK.of(target),
                    () -> System.err.println("waiting for another process to download " + weights.file()))) {
                if (!Files.isRegularFile(target)) {
                    Companion.requireOwn(part);
                    download(from, part, limits);
                    requireHash(part, weights, from);
                    AtomicFile.put(part, target);
                }
            }
            return target;
        } catch (IOException e) {
            throw new UserException("pretrained weights are neither at " + target + " nor to be had from " + from + " ("
                    + reason(e)
                    + "); put the file there, give one with --weights FILE, or try the program with --weights seeded:0",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserException("the download of " + from + " was interrupted", e);
        }
    }

    /** A file of the cache that by PyTorch's custom has the first eight digits of its SHA-256 at the end of its name. */
    Optional<Path> cached(String sha256) {
        String ending = "-" + sha256.substring(0, Math.min(HASH_DIGITS, sha256.length()));
        try (Stream<Path> files = Files.list(checkpoints)) {
            return files.filter(f -> f.toString().matches("(?s).*" + Pattern.quote(ending) + "\\.\\w+"))
                    .sorted()
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty(); // there is no cache
        }
    }

    private static void requireHash(Path part, PretrainedWeights weights, URI from) throws IOException {
        String hash = Sha256.ofFile(part);
        if (!hash.startsWith(weights.hashPrefix())) {
            Files.delete(part);
            throw new UserException("what " + from + " sent has SHA-256 " + hash + ", which does not begin with "
                    + weights.hashPrefix() + ": it was thrown away; try again, or give a file with --weights FILE");
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? "no connection" : e.getMessage();
    }

    /** Goes on from what an earlier attempt, of this run or another, left of the file. */
    private static void download(URI from, Path part, Limits limits) throws IOException, InterruptedException {
        try {
            for (int attempt = 1;; attempt++) {
                try {
                    request(from, part, limits);
                    return;
                } catch (Refused e) {
                    throw e;
                } catch (IOException e) {
                    if (attempt == ATTEMPTS) {
                        throw e;
                    }
                    Thread.sleep(Duration.ofMillis(100L << attempt));
                }
            }
        } finally {
            if (Files.exists(part) && Files.size(part) == 0) {
                Files.delete(part);
            }
        }
    }

    /** By the JDK's older client, which gives up on a connection from which nothing comes; the newer one waits for a body without end. */
    private static void request(URI from, Path part, Limits limits) throws IOException {
        long have = Files.exists(part) ? Files.size(part) : 0;
        HttpURLConnection connection = (HttpURLConnection) from.toURL().openConnection();
        connection.setConnectTimeout((int) limits.patience().toMillis());
        connection.setReadTimeout((int) limits.patience().toMillis());
        if (have > 0) {
            connection.setRequestProperty("Range", "bytes=" + have + "-");
        }
        try {
            int status = connection.getResponseCode();
            if (status == RANGE_NOT_SATISFIABLE && have > 0) {
                Files.delete(part); // it is not the beginning of the file that is there now
                throw new IOException("HTTP status " + status);
            }
            if (status != OK && status != PARTIAL) {
                throw status >= SERVER_ERROR ? new IOException("HTTP status " + status)
                        : new Refused("HTTP status " + status);
            }
            receive(connection, part, status == PARTIAL ? have : 0, limits);
        } finally {
            connection.disconnect();
        }
    }

    /** @param before bytes of the file that are there already and stay; 0 to write it from its beginning */
    private static void receive(HttpURLConnection connection, Path part, long before, Limits limits)
            throws IOException {
        long length = connection.getContentLengthLong();
        long end = length < 0 ? limits.bytes() : before + length;
        if (end > limits.bytes()) {
            throw tooLarge(part, limits);
        }
        String path = connection.getURL().getPath();
        try (InputStream in = connection.getInputStream();
                OutputStream out = Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS,
                        before > 0 ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING);
                Progress progress = Progress.ofBytes(path.substring(path.lastIndexOf('/') + 1),
                        length < 0 ? -1 : end)) {
            progress.stepBy(before);
            long there = before;
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                there += n;
                if (there > end) {
                    throw tooLarge(part, limits);
                }
                out.write(buffer, 0, n);
                progress.stepBy(n);
            }
            if (length >= 0 && there < end) {
                throw new IOException("the connection ended after " + there + " of " + end + " bytes");
            }
        }
    }

    private static Refused tooLarge(Path part, Limits limits) throws IOException {
        Files.deleteIfExists(part);
        return new Refused("the host sends more than the " + limits.bytes() + " bytes that weights have at most");
    }
}
