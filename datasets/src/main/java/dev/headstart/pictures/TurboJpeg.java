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
import org.jspecify.annotations.Nullable;

/**
 * The system's libjpeg-turbo through its TurboJPEG interface (turbojpeg.h of 1.4 and later). The JDK brings the decoder that it came from,
 * without vector instructions: the same bytes of any whole picture in 2.3 times the time, but for those of {@link JpegHeader#halvesHeightAlone}.
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
    private static final int PIXELS_CMYK = 11;
    private static final int COLOURS_CMYK = 3;
    private static final int ERROR_WARNING = 0;

    private final MethodHandle open;
    private final MethodHandle header;
    private final MethodHandle decompress;
    private final MethodHandle close;
    /** Of 2.0 and later: before, a warning could not be told from an error. */
    private final Optional<MethodHandle> errorCode;
    private final Optional<MethodHandle> errorText;

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
        errorCode = library.find("tjGetErrorCode")
                .map(address -> linker.downcallHandle(address, FunctionDescriptor.of(JAVA_INT, ADDRESS)));
        errorText = library.find("tjGetErrorStr2")
                .map(address -> linker.downcallHandle(address, FunctionDescriptor.of(ADDRESS, ADDRESS)));
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

    /** Bytes of Java's heap for each pixel that is left: of four colours, three are made in another array. */
    static int bytesPerPixel(JpegHeader header) {
        return header.colours().map(colours -> switch (colours) {
            case GREY, YCC, RGB -> 3;
            case CMYK, YCCK -> 4 + 3;
        }).orElse(0);
    }

    /**
     * Decodes a picture as it lies in the file.
     *
     * @param size that the file declares
     * @param by 1, 2, 4 or 8, what its sides are divided by
     * @return empty if it is broken, or of a kind that this interface does not know
     */
    Optional<Pixels> decode(byte[] file, Size size, int by) {
        if (by > 1 && Math.min(size.width(), size.height()) < UNMISTAKABLE) {
            return Optional.empty();
        }
        try {
            MemorySegment decoder = (MemorySegment) open.invokeExact();
            try {
                return decode(decoder, MemorySegment.ofArray(file), size, by);
            } finally {
                int _ = (int) close.invokeExact(decoder);
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e); // native functions throw nothing
        }
    }

    private Optional<Pixels> decode(MemorySegment decoder, MemorySegment in, Size size, int by) throws Throwable {
        int[] width = new int[1];
        int[] height = new int[1];
        int[] subsampling = new int[1];
        int[] colours = new int[1];
        int failure = (int) header.invokeExact(decoder, in, in.byteSize(), MemorySegment.ofArray(width),
                MemorySegment.ofArray(height), MemorySegment.ofArray(subsampling), MemorySegment.ofArray(colours));
        String warning = failure == 0 ? null : warning(decoder);
        if ((failure != 0 && warning == null) || !size.equals(new Size(width[0], height[0]))) {
            return Optional.empty();
        }
        boolean four = colours[0] >= COLOURS_CMYK;
        Size reduced = size.by(by);
        int row = reduced.width() * (four ? 4 : 3);
        byte[] pixels = new byte[Math.multiplyExact(row, reduced.height())];
        failure = (int) decompress.invokeExact(decoder, in, in.byteSize(), MemorySegment.ofArray(pixels),
                reduced.width(), row, reduced.height(), four ? PIXELS_CMYK : PIXELS_BGR, 0);
        warning = failure == 0 ? warning : warning(decoder);
        if (failure != 0 && warning == null) {
            return Optional.empty();
        }
        return Optional
                .of(new Pixels(reduced.width(), reduced.height(), four ? Cmyk.bgr(pixels) : pixels, size, by, warning));
    }

    /** What was wrong and was passed over, with every row decoded; null if it was more than that. */
    private @Nullable String warning(MemorySegment decoder) throws Throwable {
        if (errorCode.isEmpty() || errorText.isEmpty() || (int) errorCode.get().invokeExact(decoder) != ERROR_WARNING) {
            return null;
        }
        MemorySegment text = (MemorySegment) errorText.get().invokeExact(decoder);
        return text.reinterpret(Long.MAX_VALUE).getString(0);
    }
}
