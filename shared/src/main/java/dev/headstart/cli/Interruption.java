package dev.headstart.cli;

import java.util.concurrent.CountDownLatch;

/**
 * Ctrl-C as a wish: work goes on to the next place where it can be left, and the process ends when it has got there. The JVM then exits
 * by the signal, with 130.
 */
public final class Interruption implements AutoCloseable {
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "interruption");
    private volatile boolean requested;

    private Interruption() {}

    public static Interruption listen() {
        Interruption interruption = new Interruption();
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    /** Whether the work should be left. */
    public boolean requested() {
        return requested;
    }

    private void stop() {
        requested = true;
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The work is done or left. */
    @Override
    public void close() {
        done.countDown();
        if (!requested) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                requested = true; // the signal came just now
            }
        }
    }
}
