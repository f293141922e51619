package dev.headstart.solvers;

import dev.headstart.torchscript.Devices;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
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
        List<Callable<T>> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int index = i;
            tasks.add(() -> {
                Devices.useThreads(1);
                Devices.leaveFunctionsAsTheyAre();
                return lane.apply(index);
            });
        }
        try {
            // All have ended before a failure goes on, which closes what they work with.
            return executor.invokeAll(tasks).stream().map(Lanes::result).toList();
        } catch (InterruptedException e) {
            executor.close();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static <T> T result(Future<T> done) {
        if (done.state() == Future.State.SUCCESS) {
            return done.resultNow();
        }
        throw done.exceptionNow() instanceof RuntimeException r ? r : new IllegalStateException(done.exceptionNow());
    }

    @Override
    public void close() {
        executor.close();
    }
}
