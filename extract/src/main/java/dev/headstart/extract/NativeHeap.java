package dev.headstart.extract;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * The heap of the C library, in which libtorch and OpenCV allocate. The launcher has glibc keep what is freed, for the next layer to take; what
 * the workers' blocks leave between each other would pile up over a long run if it were not given back now and then.
 */
final class NativeHeap {
    private final Optional<MethodHandle> trim;

    @SuppressWarnings("restricted") // the signature is glibc's
    NativeHeap() {
        Linker linker = Linker.nativeLinker();
        trim = linker.defaultLookup()
                .find("malloc_trim") // glibc's own: elsewhere there is none
                .map(address -> linker.downcallHandle(address,
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG)));
    }

    /** Gives the pages that nothing lies on back to the system: some milliseconds, and as many to touch them anew. */
    void trim() {
        if (trim.isPresent()) {
            try {
                int _ = (int) trim.get().invokeExact(0L);
            } catch (Throwable e) {
                throw new IllegalStateException("malloc_trim throws nothing", e);
            }
        }
    }
}
