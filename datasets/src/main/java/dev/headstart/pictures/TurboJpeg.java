package dev.headstart.pictures;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * The system's libjpeg-turbo through its TurboJPEG interface (turbojpeg.h of 1.4 and later). OpenCV brings the same decoder without its
 * vector instructions: the same bytes of any
 * whole picture in twice the time.
 */
@SuppressWarnings("restricted") // the commands are started with native access
final class TurboJpeg {
    /** Where {@code unsigned long} has 64 bits, as the signatures below say: Linux, then macOS with either Homebrew. */
    private static final List<String> LIBRARIES = List.of("libturbojpeg.so.0", "/opt/homebrew/lib/libturbojpeg.dylib",
            "/usr/local/lib/libturbojpeg.dylib");

    /** The interface is told the reduced size, not by how much: of shorter sides two fractions may have the same one. */
    private static final int UNMISTAKABLE = 8;

    private static final ValueLayout.OfLong SIZE = JAVA_LONG;
    private static final int PIXELS_BGR = 1;
    private static final int COLOURS_CMYK = 3;

    private final MethodHandle open;
    private final MethodHandle header;
    private final MethodHandle decompress;
    private final MethodHandle close;

    private TurboJpeg(SymbolLookup library) {
        Linker linker = Linker.nativeLinker();
        // Pictures never lie in the native heap, whose holes between the network's blocks pile up; a collection waits for the one being decoded.
        Linker.Option onHeap = Linker.Option.critical(true);
        open = linker.downcallHandle(library.findOrThrow("tjInitDecompress"), FunctionDescriptor.of(ADDRESS));
        header = linker.downcallHandle(library.findOrThrow("tjDecompressHeader3"),
                FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, SIZE, ADDRESS, ADDRESS, ADDRESS, ADDRESS), onHeap);
        decompress = linker.downcallHandle(library.findOrThrow("tjDecompress2"), FunctionDescriptor.of(JAVA_INT,
                ADDRESS, ADDRESS, SIZE, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT), onHeap);
        close = linker.downcallHandle(library.findOrThrow("tjDestroy"), FunctionDescriptor.of(JAVA_INT, ADDRESS));
    }

    /** The library, if the system has one. */
    static Optional<TurboJpeg> find() {
        for (String library : LIBRARIES) {
            try {
                return Optional.of(new TurboJpeg(SymbolLookup.libraryLookup(library, Arena.global())));
            } catch (IllegalArgumentException | NoSuchElementException _) {
                // not there, or too old
            }
        }
        return Optional.empty();
    }

    /**
     * Decodes a picture as it lies in the file.
     *
     * @param size that the file declares
     * @param by 1, 2, 4 or 8, what its sides are divided by
     * @return {@code [height, width, 3]} in blue, green, red; empty if there is the least thing wrong with it, or if it has four colours
     */
    Optional<byte[]> decode(byte[] file, Size size, int by) {
        if (by > 1 && Math.min(size.width(), size.height()) < UNMISTAKABLE) {
            return Optional.empty();
        }
        try {
            MemorySegment decoder = (MemorySegment) open.invokeExact();
            try {
                MemorySegment in = MemorySegment.ofArray(file);
                return reads(decoder, in, size) ? decode(decoder, in, size.by(by)) : Optional.empty();
            } finally {
                int _ = (int) close.invokeExact(decoder);
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e); // native functions throw nothing
        }
    }

    private boolean reads(MemorySegment decoder, MemorySegment in, Size size) throws Throwable {
        int[] width = new int[1];
        int[] height = new int[1];
        int[] subsampling = new int[1];
        int[] colours = new int[1];
        int failure = (int) header.invokeExact(decoder, in, in.byteSize(), MemorySegment.ofArray(width),
                MemorySegment.ofArray(height), MemorySegment.ofArray(subsampling), MemorySegment.ofArray(colours));
        return failure == 0 && size.equals(new Size(width[0], height[0])) && colours[0] < COLOURS_CMYK;
    }

    private Optional<byte[]> decode(MemorySegment decoder, MemorySegment in, Size size) throws Throwable {
        byte[] bgr = new byte[Math.multiplyExact(Math.multiplyExact(size.width(), size.height()), 3)];
        int failure = (int) decompress.invokeExact(decoder, in, in.byteSize(), MemorySegment.ofArray(bgr), size.width(),
                size.width() * 3, size.height(), PIXELS_BGR, 0);
        return failure == 0 ? Optional.of(bgr) : Optional.empty();
    }
}
