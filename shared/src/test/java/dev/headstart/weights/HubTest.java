package dev.headstart.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.headstart.backbone.Preprocessing;
import dev.headstart.cli.UserException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server on this machine plays the download host. */
class HubTest {
    private static final byte[] CONTENT = new byte[300_000];
    private static final Hub.Limits IMPATIENT = new Hub.Limits(Duration.ofMillis(500), 1_000_000);

    static {
        new Random(1).nextBytes(CONTENT);
    }

    private final List<String> ranges = Collections.synchronizedList(new ArrayList<>());
    private final PretrainedWeights weights = new PretrainedWeights("net", "V1",
            "net-" + Sha256.of(CONTENT).substring(0, 8) + ".pth", Preprocessing.IMAGENET);

    @TempDir
    Path folder;

    private HttpServer server;
    private ExecutorService threads;

    /** What the host does with a request. */
    private interface Behaviour {
        void answer(HttpExchange exchange, int request) throws IOException;
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        threads = Executors.newCachedThreadPool();
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void aGoodFileLandsInTheCacheAndIsNotAskedForAgain() throws IOException {
        Hub hub = hub((exchange, _) -> send(exchange, CONTENT));
        Path file = hub.fetch(weights);
        assertEquals(folder.resolve("checkpoints").resolve(weights.file()), file);
        assertArrayEquals(CONTENT, Files.readAllBytes(file));
        assertEquals(file, hub.fetch(weights));
        assertEquals(1, ranges.size());
        assertOnly(file, lock());
    }

    @Test
    void aWrongHashIsRefusedAndLeavesNothingBehind() throws IOException {
        Hub hub = hub((exchange, _) -> send(exchange, new byte[]{1, 2, 3}));
        UserException e = assertThrows(UserException.class, () -> hub.fetch(weights));
        assertTrue(String.valueOf(e.getMessage()).contains("does not begin with " + weights.hashPrefix()),
                e.getMessage());
        assertOnly(lock());
    }

    @Test
    void aCutConnectionIsRetriedFromWhereItBroke() throws IOException {
        Hub hub = hub((exchange, request) -> {
            if (request == 1) {
                cut(exchange);
            } else {
                int from = Integer.parseInt(ranges.getLast().replaceAll("\\D", ""));
                exchange.sendResponseHeaders(206, CONTENT.length - from);
                try (OutputStream out = exchange.getResponseBody()) {
                    out.write(CONTENT, from, CONTENT.length - from);
                }
            }
        });
        assertArrayEquals(CONTENT, Files.readAllBytes(hub.fetch(weights)));
        assertEquals("", ranges.getFirst());
        assertTrue(ranges.getLast().startsWith("bytes="), ranges.toString());
    }

    @Test
    void aHostThatCannotResumeStartsOver() throws IOException {
        Hub hub = hub((exchange, request) -> {
            if (request == 1) {
                cut(exchange);
            } else {
                send(exchange, CONTENT);
            }
        });
        assertArrayEquals(CONTENT, Files.readAllBytes(hub.fetch(weights)));
    }

    @Test
    void aStalledDownloadIsGivenUpAndGoneOnWith() throws IOException {
        CountDownLatch done = new CountDownLatch(1);
        Hub hub = hub((exchange, request) -> {
            if (request == 1) {
                exchange.sendResponseHeaders(200, CONTENT.length);
                exchange.getResponseBody().write(CONTENT, 0, CONTENT.length / 2);
                exchange.getResponseBody().flush();
                await(done);
            } else {
                int from = Integer.parseInt(ranges.getLast().replaceAll("\\D", ""));
                exchange.sendResponseHeaders(206, CONTENT.length - from);
                exchange.getResponseBody().write(CONTENT, from, CONTENT.length - from);
            }
        });
        Path file = assertTimeoutPreemptively(Duration.ofSeconds(20), () -> hub.fetch(weights, IMPATIENT));
        assertArrayEquals(CONTENT, Files.readAllBytes(file));
        assertEquals("bytes=" + CONTENT.length / 2 + "-", ranges.getLast());
        done.countDown();
    }

    @Test
    void aHostThatNeverAnswersIsGivenUp() {
        CountDownLatch done = new CountDownLatch(1);
        Hub hub = hub((_, _) -> await(done));
        assertTimeoutPreemptively(Duration.ofSeconds(20),
                () -> assertThrows(UserException.class, () -> hub.fetch(weights, IMPATIENT)));
        assertEquals(5, ranges.size());
        done.countDown();
    }

    /** Where the host says how long the file is, and where it does not. */
    @Test
    void anEndlessFileIsRefusedAndLeavesNothingBehind() throws IOException {
        Hub hub = hub((exchange, request) -> {
            exchange.sendResponseHeaders(200, request == 1 ? Long.MAX_VALUE / 2 : 0); // 0: of unknown length
            while (true) {
                exchange.getResponseBody().write(CONTENT);
            }
        });
        for (int i = 0; i < 2; i++) {
            UserException e = assertThrows(UserException.class, () -> hub.fetch(weights, IMPATIENT));
            assertTrue(String.valueOf(e.getMessage()).contains("more than the 1000000 bytes"), e.getMessage());
            assertOnly(lock());
        }
        assertEquals(2, ranges.size());
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void aFileThatIsNotThereIsOneSentenceAndNoRetry() throws IOException {
        Hub hub = hub((exchange, _) -> exchange.sendResponseHeaders(404, -1));
        UserException e = assertThrows(UserException.class, () -> hub.fetch(weights));
        assertTrue(String.valueOf(e.getMessage()).contains("HTTP status 404"), e.getMessage());
        assertTrue(String.valueOf(e.getMessage()).contains("--weights seeded:0"), e.getMessage());
        assertEquals(1, ranges.size());
        assertOnly(lock());
    }

    @Test
    void aLockLeftBehindIsNotTakenForWeights() throws IOException {
        Hub hub = new Hub(Files.createDirectories(folder.resolve("checkpoints")), URI.create("http://localhost:1/"));
        Path file = hub.checkpoints().resolve("net-01234567.pth");
        Files.createFile(Path.of(file + ".lock"));
        assertEquals(Optional.empty(), hub.cached("0123456789"));
        Files.createFile(file);
        assertEquals(Optional.of(file), hub.cached("0123456789"));
    }

    @Test
    void withoutANetworkTheMessageSaysWhatWasTriedAndWhatToDo() {
        Hub hub = new Hub(folder.resolve("checkpoints"), URI.create("http://localhost:1/models/"));
        UserException e = assertThrows(UserException.class, () -> hub.fetch(weights));
        for (String part : List.of(weights.file(), "http://localhost:1/models/", "--weights FILE")) {
            assertTrue(String.valueOf(e.getMessage()).contains(part), e.getMessage());
        }
    }

    @Test
    void aSecondProcessWaitsForTheFirst() throws Exception {
        Hub hub = hub((exchange, _) -> sendSlowly(exchange));
        Process other = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-cp",
                System.getProperty("java.class.path"), Other.class.getName(), hub.checkpoints().toString(),
                hub.host().toString(), weights.file()).redirectErrorStream(true).start();
        while (ranges.isEmpty() && other.isAlive()) {
            Thread.sleep(10);
        }
        assertArrayEquals(CONTENT, Files.readAllBytes(hub.fetch(weights)));
        String output = new String(other.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertEquals(0, other.waitFor(), output);
        assertEquals(1, ranges.size(), ranges.toString());
    }

    /** The other process. */
    static final class Other {
        private Other() {}

        public static void main(String[] args) {
            new Hub(Path.of(args[0]), URI.create(args[1]))
                    .fetch(new PretrainedWeights("net", "V1", args[2], Preprocessing.IMAGENET));
        }
    }

    private Hub hub(Behaviour behaviour) {
        AtomicInteger requests = new AtomicInteger();
        server.createContext("/models/", exchange -> {
            try (exchange) {
                String range = exchange.getRequestHeaders().getFirst("Range");
                ranges.add(range == null ? "" : range);
                behaviour.answer(exchange, requests.incrementAndGet());
            }
        });
        return new Hub(folder.resolve("checkpoints"),
                URI.create("http://localhost:" + server.getAddress().getPort() + "/models/"));
    }

    private static void send(HttpExchange exchange, byte[] content) throws IOException {
        exchange.sendResponseHeaders(200, content.length);
        exchange.getResponseBody().write(content);
    }

    private static void sendSlowly(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, CONTENT.length);
        for (int at = 0; at < CONTENT.length; at += 30_000) {
            exchange.getResponseBody().write(CONTENT, at, 30_000);
            exchange.getResponseBody().flush();
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    /** Promises all and sends half. */
    private static void cut(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, CONTENT.length);
        exchange.getResponseBody().write(CONTENT, 0, CONTENT.length / 2);
        exchange.getResponseBody().flush();
        throw new IOException("cut");
    }

    private Path lock() {
        return folder.resolve("checkpoints").resolve(weights.file() + ".lock");
    }

    private void assertOnly(Path... files) throws IOException {
        try (var left = Files.list(folder.resolve("checkpoints"))) {
            assertEquals(Set.of(files), left.collect(Collectors.toSet()));
        }
    }
}
