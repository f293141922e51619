package dev.headstart.torchscript;

import ai.djl.engine.Engine;

/** libtorch while it is loaded in the background: that takes a third of a second, in which a command can read its input. */
public final class Libtorch implements AutoCloseable {
    private final Thread loading;

    private Libtorch(Thread loading) {
        this.loading = loading;
    }

    /** Begins to load it. Should that fail, so will its first use, saying why. */
    public static Libtorch load() {
        return new Libtorch(Thread.ofPlatform()
                .daemon()
                .name("libtorch")
                .uncaughtExceptionHandler((_, _) -> {})
                .start(() -> Engine.getEngine("PyTorch")));
    }

    /** Waits until it is loaded: a process that ends meanwhile may crash. */
    @Override
    public void close() {
        try {
            loading.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
