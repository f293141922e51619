package dev.headstart.pictures;

import dev.headstart.tiff.Tiff;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Function;
import org.opencv.core.CvException;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.imgcodecs.Imgcodecs;

/**
 * Decodes pictures to the bytes that Pillow 13's {@code convert("RGB")} gives, and turns them as its {@code ImageOps.exif_transpose} does.
 * JPEGs are decoded by the library that Pillow uses where the system has it, else by the JDK; WebPs by OpenCV; the other formats here. Alpha is
 * dropped, not blended, as in Pillow.
 */
public final class Decoder {
    private static final int UPRIGHT = 1;
    /** Of three bytes each, in one array. */
    private static final int MOST_PIXELS = Integer.MAX_VALUE / 3;
    /** Pixels of all threads together take no more than half of Java's heap; the other half is for files and for all else. */
    private static final int PART_OF_HEAP = 2;
    /** Decoders of all threads together take no more than a quarter of the machine's memory beside that. */
    private static final int PART_OF_MACHINE = 4;
    /** The coefficients of four colours, 2 bytes each. */
    private static final int PROGRESSIVE = 8;
    /** A copy of the pixels, and what libwebp decodes them from. */
    private static final int OPEN_CV = 8;

    private final Orientation orientation;
    private final long maxPixels;
    private final Reduction reduction;
    private final Optional<TurboJpeg> turbo;
    private final JdkJpeg jdk = new JdkJpeg();
    private final MemoryBudget heap;
    private final MemoryBudget natives = MemoryBudget.ofMachine(PART_OF_MACHINE);
    private final OpenCvLibrary library = new OpenCvLibrary();

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

    /** @throws IOException if it is no picture, not whole, broken or too large; its message says which */
    public Pixels decode(byte[] file) throws IOException {
        return decode(file, pixels -> pixels);
    }

    /**
     * Decodes a picture for somebody. The memory that it takes is kept from other threads until that is done; where too much is taken, this waits.
     *
     * @param use what is made of the pixels
     * @throws IOException if it is no picture, not whole, broken or too large; its message says which
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
        Needs needs = guarded(container, () -> needs(container, file, size));
        try (MemoryBudget.Hold _ = heap.take(needs.heap()); MemoryBudget.Hold _ = natives.take(needs.natives())) {
            Pixels lying = guarded(container, () -> decode(container, file, size));
            return use.apply(Upright.of(lying, needs.orientation()));
        }
    }

    /**
     * What a file's header says that decoding takes.
     *
     * @param orientation how the picture is to be taken as lying
     * @param heap bytes of Java's heap
     * @param natives bytes that decoders take from the system
     */
    private record Needs(int orientation, long heap, long natives) {}

    private Needs needs(Container container, byte[] file, Size size) throws IOException {
        int lies = orientation == Orientation.APPLY ? container.metadata(file).orientation() : UPRIGHT;
        long bgr = 3 * (container == Container.JPEG && turbo.isPresent() ? size.by(reduction.of(size)) : size).pixels();
        return switch (container) {
            case JPEG -> new Needs(lies, lies == UPRIGHT ? bgr : 2 * bgr,
                    JpegHeader.of(file).progressive() ? size.pixels() * PROGRESSIVE : 0);
            case PNG -> new Needs(lies, lies == UPRIGHT ? bgr : 2 * bgr, 0);
            case WEBP -> new Needs(lies, 2 * bgr, size.pixels() * OPEN_CV); // an animation's picture and its canvas
            case BMP, PNM -> new Needs(lies, 2 * bgr, 0); // what the colours are looked up by
            case TIFF -> new Needs(lies, 4 * bgr, 0); // up to five samples a pixel, and it may be turned
        };
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

    private Pixels decode(Container container, byte[] file, Size size) throws IOException {
        return switch (container) {
            case JPEG -> decodeJpeg(file, size);
            case PNG -> new Pixels(size.width(), size.height(), PngPixels.bgr(new PngStructure(ByteBuffer.wrap(file))));
            case WEBP -> decodeWebp(file);
            case BMP -> new Pixels(size.width(), size.height(), new Bmp(file).bgr());
            case PNM -> new Pixels(size.width(), size.height(), new Pnm(file).bgr());
            case TIFF -> decodeTiff(new Tiff(file));
        };
    }

    /** Pillow turns TIFFs upright for whoever opens them, and so does torchvision's loader. */
    private static Pixels decodeTiff(Tiff tiff) throws IOException {
        return Upright.of(new Pixels(tiff.width(), tiff.height(), tiff.bgr()), tiff.orientation());
    }

    /** What TurboJPEG does not take, for it is broken or seldom seen, the JDK reads or refuses with a reason. */
    private Pixels decodeJpeg(byte[] file, Size size) throws IOException {
        int by = reduction.of(size);
        Optional<Pixels> fast = turbo.flatMap(t -> t.decode(file, size, by));
        if (fast.isPresent() && fast.get().warning() == null) {
            return fast.get();
        }
        Pixels whole = jdk.decode(file, size); // TurboJPEG calls an error a warning where there was one before it
        if (fast.isPresent()) {
            return fast.get();
        }
        if (by == 1 && !JpegHeader.of(file).halvesHeightAlone()) {
            return whole;
        }
        if (whole.warning() != null) {
            throw new IOException("a JPEG of a kind that is read only where libturbojpeg is installed if something is "
                    + "wrong with it: " + whole.warning());
        }
        return decode(Container.JPEG, file, size, by); // OpenCV has nothing to say of it
    }

    private Pixels decodeWebp(byte[] file) throws IOException {
        WebpStructure.Frame frame = new WebpStructure(ByteBuffer.wrap(file)).first();
        Pixels picture = decode(Container.WEBP, frame.still(), frame.canvas(), 1);
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

    private Pixels decode(Container container, byte[] file, Size size, int by) throws IOException {
        library.load();
        MatOfByte encoded = new MatOfByte(file);
        Mat mat = imdecode(container, encoded,
                Imgcodecs.IMREAD_COLOR | Imgcodecs.IMREAD_IGNORE_ORIENTATION | reduced(by));
        try {
            if (mat.empty() || mat.type() != CvType.CV_8UC3) {
                throw new IOException("a broken " + container + ": it cannot be decoded");
            }
            byte[] bgr = new byte[Math.multiplyExact(Math.multiplyExact(mat.rows(), mat.cols()), 3)];
            mat.get(0, 0, bgr);
            return by == 1 ? new Pixels(mat.cols(), mat.rows(), bgr)
                    : new Pixels(mat.cols(), mat.rows(), bgr, size, by, null);
        } finally {
            mat.release();
            encoded.release();
        }
    }

    private static int reduced(int by) {
        return switch (by) {
            case 1 -> 0;
            case 2 -> Imgcodecs.IMREAD_REDUCED_COLOR_2;
            case 4 -> Imgcodecs.IMREAD_REDUCED_COLOR_4;
            case 8 -> Imgcodecs.IMREAD_REDUCED_COLOR_8;
            default -> throw new IllegalArgumentException("1/" + by);
        };
    }

    private static Mat imdecode(Container container, MatOfByte encoded, int flags) throws IOException {
        try {
            return Imgcodecs.imdecode(encoded, flags);
        } catch (CvException e) {
            throw new IOException("a broken " + container + ": its decoder gives up", e);
        }
    }
}
