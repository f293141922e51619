package dev.headstart.parquet;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * Memory that nobody has filled with zeros, as an {@link Arena} does, by one thread and before it is needed: where it is fresh, that is
 * when the system has to find it, page by page, which here the threads that write to it do.
 */
@SuppressWarnings("restricted") // the signatures are those of C
final class UnfilledMemory {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle MALLOC = LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow("malloc"),
            FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
    private static final MethodHandle FREE = LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow("free"),
            FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));

    private UnfilledMemory() {}

    /** Freed some time after nothing refers to it any more; empty if the C library refuses. */
    static Optional<MemorySegment> allocate(long bytes, int alignment) {
        long size = bytes + alignment;
        MemorySegment memory = malloc(size);
        if (memory.equals(MemorySegment.NULL)) {
            return Optional.empty();
        }
        long skip = -memory.address() & (alignment - 1);
        return Optional.of(memory.reinterpret(size, Arena.ofAuto(), UnfilledMemory::free).asSlice(skip, bytes));
    }

    private static MemorySegment malloc(long size) {
        try {
            return (MemorySegment) MALLOC.invokeExact(size);
        } catch (Throwable e) {
            throw new AssertionError("malloc throws nothing", e);
        }
    }

    private static void free(MemorySegment memory) {
        try {
            FREE.invokeExact(memory);
        } catch (Throwable e) {
            throw new AssertionError("free throws nothing", e);
        }
    }
}
