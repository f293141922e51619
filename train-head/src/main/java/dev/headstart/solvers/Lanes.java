package dev.headstart.solvers;

import dev.headstart.torchscript.Devices;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/**
 * Work in a fixed number of parts, each done by one thread however many there are: what libtorch sums up with several threads, it sums
 * in another order for each number of them, and the last digits would tell.
 */
final class Lanes implements AutoCloseable {
    static final int COUNT = 8;

    private final ExecutorService executor = Executors
            .newFixedThreadPool(Math.min(COUNT, Runtime.getRuntime().availableProcessors()));

    /** What each lane gives, in their order. */
    <T> List<T> run(IntFunction<T> lane) {
        return run(COUNT, lane);
    }

    /** What each of some independent pieces of work gives, in their order. */
    <T> List<T> run(int count, IntFunction<T> lane) {
        List<Future<T>> running = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int index = i;
            running.add(executor.submit(() -> {
                Devices.useThreads(1);
                return lane.apply(index);
            }));
        }
        // All have ended before a failure goes on, which closes what they work with.
        running.forEach(Lanes::await);
        return running.stream().map(Lanes::join).toList();
    }

    private static void await(Future<?> future) {
        try {
            future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException _) {
            // told by join
        }
    }

    private static <T> T join(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException r ? r : new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        executor.close();
    }
}
