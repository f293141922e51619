package dev.headstart.pictures;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Semaphore;

/**
 * Memory that threads share. A thread that needs more than is free waits until others give theirs back. The threads are served in the order in
 * which they ask. The number of threads and the order of events therefore do not change how much memory is taken at once, or which picture is
 * refused.
 */
public final class MemoryBudget {
    /** What is counted in, so that an {@code int} counts all the memory of any machine. */
    private static final long UNIT = 1 << 16;
    private static final long MEGABYTE = 1 << 20;

    private final long bytes;
    private final String whole;
    private final Semaphore free;

    /** @param whole what it is a part of, and how there can be more of it */
    MemoryBudget(long bytes, String whole) {
        this.bytes = bytes;
        this.whole = whole;
        free = new Semaphore(Math.toIntExact(bytes / UNIT), true);
    }

    /** Java's heap divided by {@code divisor}. */
    public static MemoryBudget ofHeap(int divisor) {
        return new MemoryBudget(Runtime.getRuntime().maxMemory() / divisor,
                "Java's heap; set HEADSTART_JVM_OPTIONS=-Xmx16g for a larger one");
    }

    /** The machine's memory, as a container limits it, divided by {@code divisor}. */
    static MemoryBudget ofMachine(int divisor) {
        OperatingSystemMXBean machine = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new MemoryBudget(machine.getTotalMemorySize() / divisor,
                "this machine's memory; make the picture smaller, or use a machine with more");
    }

    /** Memory that is taken until it is closed. */
    public interface Hold extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Takes memory, as soon as there is so much.
     *
     * @param needed bytes
     * @throws IOException if it is more than there is in all
     */
    public Hold take(long needed) throws IOException {
        if (needed > bytes) {
            throw new IOException("it takes " + Math.ceilDiv(needed, MEGABYTE)
                    + " MB, and all pictures that are decoded at once may take " + bytes / MEGABYTE + " MB, a part of "
                    + whole);
        }
        int units = (int) Math.min(Math.ceilDiv(needed, UNIT), bytes / UNIT);
        free.acquireUninterruptibly(units);
        return () -> free.release(units);
    }
}
