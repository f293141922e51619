package dev.headstart.pictures;

import dev.headstart.tiff.Tiff;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Decodes pictures to the bytes that Pillow 13's {@code convert("RGB")} gives, and turns them as its {@code ImageOps.exif_transpose} does.
 * The system's libjpeg-turbo decodes JPEGs if it is installed; otherwise the JDK does, and OpenCV those that are reduced or whose colours have
 * half the rows alone. OpenCV decodes WebPs. This package decodes the other formats. Alpha is dropped, not blended, as in Pillow.
 */
public final class Decoder {
    private static final int UPRIGHT = 1;
    /** Of three bytes each, in one array. */
    private static final int MOST_PIXELS = Integer.MAX_VALUE / 3;
    /** Pixels of all threads together take no more than half of Java's heap; the other half is for files and for all else. */
    private static final int PART_OF_HEAP = 2;
    /** Decoders of all threads together take no more than a quarter of the machine's memory beside that. */
    private static final int PART_OF_MACHINE = 4;
    /** Bytes of a pixel. */
    private static final int BGR = 3;
    /** Bytes of a pixel: the coefficients of four colours, 2 bytes each. */
    private static final int COEFFICIENTS = 8;
    /** A copy of the pixels, and what libwebp decodes them from. */
    private static final int OPEN_CV = 8;

    private final Orientation orientation;
    private final long maxPixels;
    private final Reduction reduction;
    private final Optional<TurboJpeg> turbo;
    private final JdkJpeg jdk = new JdkJpeg();
    private final MemoryBudget heap;
    private final MemoryBudget natives = MemoryBudget.ofMachine(PART_OF_MACHINE);
    private final OpenCvDecoder openCv = new OpenCvDecoder();

    /** A decoder of whole pictures. */
    public Decoder(Orientation orientation, long maxPixels) {
        this(orientation, maxPixels, Reduction.NONE);
    }

    /**
     * @param orientation whether pictures are turned upright as their metadata says
     * @param maxPixels larger pictures are refused before they are decoded
     * @param reduction of JPEGs; other formats are decoded whole
     */
    public Decoder(Orientation orientation, long maxPixels, Reduction reduction) {
        this(orientation, maxPixels, reduction, TurboJpeg.find(), MemoryBudget.ofHeap(PART_OF_HEAP));
    }

    /** @param turbo what decodes most JPEGs faster, if anything does */
    Decoder(Orientation orientation, long maxPixels, Reduction reduction, Optional<TurboJpeg> turbo) {
        this(orientation, maxPixels, reduction, turbo, MemoryBudget.ofHeap(PART_OF_HEAP));
    }

    /** @param heap what the pixels of all threads together may take */
    Decoder(Orientation orientation, long maxPixels, Reduction reduction, Optional<TurboJpeg> turbo,
            MemoryBudget heap) {
        this.orientation = orientation;
        this.maxPixels = maxPixels;
        this.reduction = reduction;
        this.turbo = turbo;
        this.heap = heap;
    }

    /** @throws IOException if the file is not a picture, is incomplete, is damaged or is too large; the message says which */
    public Pixels decode(byte[] file) throws IOException {
        return decode(file, pixels -> pixels);
    }

    /**
     * Decodes a picture for somebody. The memory that it takes is kept from other threads until that is done; where too much is taken, this waits.
     *
     * @param use what is made of the pixels
     * @throws IOException if the file is not a picture, is incomplete, is damaged or is too large; the message says which
     */
    public <T> T decode(byte[] file, Function<Pixels, T> use) throws IOException {
        Container container = Container.of(file);
        Size size = container.check(file);
        if (size.pixels() > maxPixels) {
            throw new IOException(
                    size.width() + " x " + size.height() + " pixels are more than --max-pixels " + maxPixels);
        }
        if (size.pixels() > MOST_PIXELS) {
            throw new IOException(size.width() + " x " + size.height() + " pixels are more than Java can hold");
        }
        int lies = guarded(container,
                () -> orientation == Orientation.APPLY ? container.metadata(file).orientation() : UPRIGHT);
        for (Way way : guarded(container, () -> ways(container, file, size))) {
            long upright = lies == UPRIGHT ? 0 : 2 * way.pixels() * BGR;
            try (MemoryBudget.Hold _ = heap.take(Math.max(way.heap(), upright));
                    MemoryBudget.Hold _ = natives.take(way.natives())) {
                Optional<Pixels> lying = guarded(container, way.reading());
                if (lying.isPresent()) {
                    return use.apply(Upright.of(lying.get(), lies));
                }
            }
        }
        throw new IllegalStateException("the last way gives a picture, or says why there is none");
    }

    /**
     * A way to decode a picture. The memory of one that gives nothing is given back before the next one asks for its own: two threads that
     * each held some and asked for more would wait for each other.
     *
     * @param heap bytes of Java's heap that it takes
     * @param natives bytes that it takes from the system
     * @param pixels that it gives
     * @param reading gives nothing where the next way is to be tried
     */
    private record Way(long heap, long natives, long pixels, Reading<Optional<Pixels>> reading) {}

    private List<Way> ways(Container container, byte[] file, Size size) throws IOException {
        long pixels = size.pixels();
        return switch (container) {
            case JPEG -> waysOfJpeg(file, size);
            case PNG -> {
                PngStructure png = new PngStructure(ByteBuffer.wrap(file));
                yield List.of(way(PngPixels.bytes(png), size, () -> PngPixels.bgr(png)));
            }
            case WEBP -> // an animation's picture and its canvas
                List.of(new Way(2 * BGR * pixels, OPEN_CV * pixels, pixels, () -> Optional.of(decodeWebp(file))));
            case BMP -> {
                Bmp bmp = new Bmp(file);
                yield List.of(way(bmp.bytes(), size, bmp::bgr));
            }
            case PNM -> {
                Pnm pnm = new Pnm(file);
                yield List.of(way(BGR * pixels, size, pnm::bgr));
            }
            case TIFF -> {
                Tiff tiff = new Tiff(file);
                long upright = tiff.orientation() == UPRIGHT ? 0 : 2 * BGR * pixels;
                yield List.of(new Way(Math.max(tiff.bytes(), upright), 0, pixels, () -> Optional.of(decodeTiff(tiff))));
            }
        };
    }

    private static Way way(long heap, Size size, Reading<byte[]> bgr) {
        return new Way(heap, 0, size.pixels(), () -> Optional.of(new Pixels(size.width(), size.height(), bgr.read())));
    }

    /** What TurboJPEG does not take, for it is broken or seldom seen, the JDK reads or refuses with a reason. */
    private List<Way> waysOfJpeg(byte[] file, Size size) {
        JpegHeader header = JpegHeader.of(file);
        int by = reduction.of(size);
        long pixels = size.pixels();
        long reduced = size.by(by).pixels();
        long coefficients = header.keepsCoefficients() ? pixels * COEFFICIENTS : 0;
        // So that every machine reads these alike: libjpeg-turbo before 2.0.3 rounds them in another way.
        boolean fastToo = turbo.isPresent() && !header.halvesHeightAlone();
        boolean openCvToo = by > 1 || header.halvesHeightAlone();
        long again = fastToo || openCvToo ? BGR * pixels + TurboJpeg.bytesPerPixel(header) * reduced : 0;
        Way slow = new Way(Math.max(JdkJpeg.bytesPerPixel(header) * pixels, again),
                coefficients + (openCvToo ? BGR * reduced : 0), reduced,
                () -> Optional.of(decodeSlowly(file, header, size, by)));
        if (!fastToo) {
            return List.of(slow);
        }
        Way fast = new Way(TurboJpeg.bytesPerPixel(header) * reduced, coefficients, reduced,
                () -> decodeFast(file, size, by).filter(picture -> picture.warning() == null));
        return List.of(fast, slow);
    }

    /** Reads something of a file. */
    private interface Reading<T> {
        T read() throws IOException;
    }

    private static <T> T guarded(Container container, Reading<T> reading) throws IOException {
        try {
            return reading.read();
        } catch (IndexOutOfBoundsException | IllegalArgumentException | BufferUnderflowException | ArithmeticException
                | NegativeArraySizeException e) {
            throw new IOException("a broken " + container + ": what it says does not fit together", e);
        }
    }

    /** Pillow turns TIFFs upright for whoever opens them, and so does torchvision's loader. */
    private static Pixels decodeTiff(Tiff tiff) throws IOException {
        return Upright.of(new Pixels(tiff.width(), tiff.height(), tiff.bgr()), tiff.orientation());
    }

    private Optional<Pixels> decodeFast(byte[] file, Size size, int by) {
        return turbo.flatMap(t -> t.decode(file, size, by));
    }

    private Pixels decodeSlowly(byte[] file, JpegHeader header, Size size, int by) throws IOException {
        Pixels whole = jdk.decode(file, size); // TurboJPEG calls an error a warning where there was one before it
        boolean odd = header.halvesHeightAlone();
        Optional<Pixels> fast = odd ? Optional.empty() : decodeFast(file, size, by);
        if (fast.isPresent()) {
            return fast.get();
        }
        if (by == 1 && !odd) {
            return whole;
        }
        if (whole.warning() != null) {
            throw new IOException((odd
                    ? "a JPEG whose colours have half the rows alone, which is read only if nothing is wrong with it: "
                    : "a JPEG of a kind that is read only where libturbojpeg 2.0 or later is installed if something "
                            + "is wrong with it: ")
                    + whole.warning());
        }
        return openCv.decode(Container.JPEG, file, size, by); // OpenCV has nothing to say of it
    }

    private Pixels decodeWebp(byte[] file) throws IOException {
        WebpStructure.Frame frame = new WebpStructure(ByteBuffer.wrap(file)).first();
        Pixels picture = openCv.decode(Container.WEBP, frame.still(), frame.canvas(), 1);
        if (new Size(picture.width(), picture.height()).equals(frame.canvas())) {
            return picture;
        }
        Size canvas = frame.canvas();
        byte[] bgr = new byte[Math.multiplyExact(Math.multiplyExact(canvas.width(), canvas.height()), 3)];
        for (int y = 0; y < picture.height(); y++) {
            System.arraycopy(picture.bgr(), y * picture.width() * 3, bgr,
                    ((frame.y() + y) * canvas.width() + frame.x()) * 3, picture.width() * 3);
        }
        return new Pixels(canvas.width(), canvas.height(), bgr);
    }
}
