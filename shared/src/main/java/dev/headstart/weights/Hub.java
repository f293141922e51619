package dev.headstart.weights;

import dev.headstart.cli.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;

/**
 * PyTorch's own cache of downloaded weights, so that a file fetched by Python serves here and the other way round.
 *
 * @param checkpoints the folder the files lie in
 */
public record Hub(Path checkpoints) {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** {@code $TORCH_HOME/hub/checkpoints}, by default below {@code ~/.cache/torch}. */
    public static Hub fromEnvironment(Map<String, String> environment) {
        String cache = environment.getOrDefault("XDG_CACHE_HOME", System.getProperty("user.home") + "/.cache");
        String home = environment.getOrDefault("TORCH_HOME", cache + "/torch");
        return new Hub(Path.of(home, "hub", "checkpoints"));
    }

    /** The file, downloaded if it isn't there yet. */
    public Path fetch(PretrainedFile file) {
        return fetch(file, file.uri());
    }

    Path fetch(PretrainedFile file, URI from) {
        Path target = checkpoints.resolve(file.name());
        if (Files.isRegularFile(target)) {
            return target;
        }
        try {
            Files.createDirectories(checkpoints);
            Path part = Files.createTempFile(checkpoints, file.name(), ".part");
            try {
                download(from, part);
                String hash = Sha256.ofFile(part);
                if (!hash.startsWith(file.hashPrefix())) {
                    throw new UserException("what " + from + " sent has SHA-256 " + hash
                            + ", which does not begin with " + file.hashPrefix()
                            + ": it was thrown away; try again, or give a file with --weights FILE");
                }
                return Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
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

    private static String reason(IOException e) {
        return e.getMessage() == null ? "no connection" : e.getMessage();
    }

    private static void download(URI from, Path to) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newBuilder()
                .connectTimeout(PATIENCE)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build()) {
            HttpResponse<InputStream> response = client.send(HttpRequest.newBuilder(from).build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream in = response.body(); OutputStream out = Files.newOutputStream(to)) {
                if (response.statusCode() != 200) {
                    throw new IOException("HTTP status " + response.statusCode());
                }
                in.transferTo(out);
            }
        }
    }
}
