package dev.headstart.weights;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What the current thread has taken since this was made. */
record Spent(long bytes, long nanos) {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    static Spent now() {
        return new Spent(THREADS.getCurrentThreadAllocatedBytes(), System.nanoTime());
    }

    /** Bytes of heap, those that were given back included. */
    long heap() {
        return THREADS.getCurrentThreadAllocatedBytes() - bytes;
    }

    double seconds() {
        return (System.nanoTime() - nanos) / 1e9;
    }
}
