package dev.headstart.extract;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The heap of the C library, in which libtorch and OpenCV allocate. The launcher has glibc keep what is freed, for the next layer to take; what
 * the workers' blocks leave between each other would pile up over a long run if it were not given back now and then.
 */
final class NativeHeap {
    private static final Path SIZES = Path.of("/proc/self/statm");
    /** Growth since the process settled at which the heap is trimmed. */
    private static final double GROWTH = 1.05;

    private final Optional<MethodHandle> trim;
    /** Pages in memory, once all that was given back and is needed has been touched again; 0 until it has. */
    private long settled;

    @SuppressWarnings("restricted") // the signature is glibc's
    NativeHeap() {
        Linker linker = Linker.nativeLinker();
        trim = linker.defaultLookup()
                .find("malloc_trim") // glibc's own: elsewhere there is none
                .map(address -> linker.downcallHandle(address,
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG)));
    }

    /** Gives the pages that nothing lies on back to the system: some milliseconds, and many more to touch them anew. */
    synchronized void trim() {
        settled = 0;
        if (trim.isPresent()) {
            try {
                int _ = (int) trim.get().invokeExact(0L);
            } catch (Throwable e) {
                throw new IllegalStateException("malloc_trim throws nothing", e);
            }
        }
    }

    /** Trims if there is reason to. To be called when as much has been done since the last call as takes all the memory that is needed. */
    synchronized void trimIfGrown() throws IOException {
        if (trim.isEmpty() || !Files.isReadable(SIZES)) {
            return;
        }
        long pages = Long.parseLong(Files.readString(SIZES).split(" ", 3)[1]);
        if (settled == 0) {
            settled = pages;
        } else if (pages > GROWTH * settled) {
            trim();
        }
    }
}
