package dev.headstart.machine;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** The machine's memory: what there is room for. */
public final class PhysicalMemory {
    private PhysicalMemory() {}

    /** Bytes, of the machine or of the container. */
    public static long bytes() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    }
}
