package dev.headstart.machine;

import java.util.concurrent.ForkJoinPool;
import java.util.function.Supplier;

/**
 * Runs work of libraries that use parallel streams, so that the streams are cut into the same parts on every machine. A stream is cut by the
 * parallelism of the pool that it runs in, and in the common pool that is the number of processors. The last digits of a sum depend on the
 * cut.
 */
public final class ParallelStreams {
    /** Results depend on this number, so it is the same on every machine. Where there are fewer processors, the threads share them. */
    private static final int PARALLELISM = 8;

    private ParallelStreams() {}

    /** Runs some work on a thread of a pool of its own, and waits for it. */
    public static <T> T run(Supplier<T> work) {
        try (ForkJoinPool pool = new ForkJoinPool(PARALLELISM)) {
            return pool.submit(work::get).join();
        }
    }
}
