package dev.headstart.extract;

import dev.headstart.cli.Main;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

/**
 * The command, in a process that prints every host that either of the JDK's clients is to connect to, and connects to none. DJL's telemetry
 * asks for no proxy, so that a {@link ProxySelector} alone does not see it.
 */
final class Visits {
    private Visits() {}

    /** @param args a folder of pictures, and the file to write */
    public static void main(String[] args) throws InterruptedException {
        URL.setURLStreamHandlerFactory(protocol -> protocol.startsWith("http") ? new Handler() : null);
        ProxySelector.setDefault(new Selector());
        control();
        System.exit(Main.run(new ExtractCommand(), "--weights", "seeded:0", "--layer", "maxpool", args[0], args[1]));
    }

    /** Shows that both clients are seen. */
    private static void control() throws InterruptedException {
        URI uri = URI.create("http://control.invalid/");
        try {
            uri.toURL().openConnection(Proxy.NO_PROXY).connect();
        } catch (IOException _) {
            // as it should be
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding());
        } catch (IOException _) {
            // as it should be
        }
    }

    private static void print(String host) {
        System.out.println("visit " + host);
    }

    private static final class Handler extends URLStreamHandler {
        @Override
        protected URLConnection openConnection(URL url) throws IOException {
            print(url.getHost());
            throw new IOException("no network here");
        }

        @Override
        protected URLConnection openConnection(URL url, Proxy proxy) throws IOException {
            return openConnection(url);
        }
    }

    private static final class Selector extends ProxySelector {
        @Override
        public List<Proxy> select(URI uri) {
            print(uri.getHost());
            return List.of(new Proxy(Proxy.Type.HTTP, new InetSocketAddress(InetAddress.getLoopbackAddress(), 1)));
        }

        @Override
        public void connectFailed(URI uri, SocketAddress address, IOException e) {
            // as it should
        }
    }
}
