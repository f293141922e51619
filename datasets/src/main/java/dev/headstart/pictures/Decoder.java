package dev.headstart.pictures;

import dev.headstart.tiff.Tiff;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.opencv.core.Core;
import org.opencv.core.CvException;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.imgcodecs.Imgcodecs;

/**
 * Decodes pictures to the bytes that Pillow's {@code convert("RGB")} gives, with OpenCV's codecs, which share Pillow's JPEG library, or
 * with that library itself where the system has it. Alpha is dropped, not blended, as Pillow does, but in TIFFs, which OpenCV blends with
 * black.
 */
public final class Decoder {
    private final Orientation orientation;
    private final long maxPixels;
    private final Reduction reduction;
    private final Optional<TurboJpeg> turbo;
    private final OpenCvLibrary library = new OpenCvLibrary();

    /** A decoder of whole pictures. */
    public Decoder(Orientation orientation, long maxPixels) {
        this(orientation, maxPixels, Reduction.NONE);
    }

    /**
     * @param orientation whether pictures are turned upright by their EXIF tag
     * @param maxPixels larger pictures are refused before they are decoded
     * @param reduction of JPEGs; other formats are decoded whole
     */
    public Decoder(Orientation orientation, long maxPixels, Reduction reduction) {
        this(orientation, maxPixels, reduction, TurboJpeg.find());
    }

    /** @param turbo what decodes most JPEGs faster, if anything does */
    Decoder(Orientation orientation, long maxPixels, Reduction reduction, Optional<TurboJpeg> turbo) {
        this.orientation = orientation;
        this.maxPixels = maxPixels;
        this.reduction = reduction;
        this.turbo = turbo;
    }

    /** @throws IOException if it is no picture, not whole, broken or too large; its message says which */
    public Pixels decode(byte[] file) throws IOException {
        Container container = Container.of(file);
        Size size = container.check(file);
        if (size.pixels() > maxPixels) {
            throw new IOException(String.format(Locale.ROOT, "%d x %d pixels are more than --max-pixels %d",
                    size.width(), size.height(), maxPixels));
        }
        try {
            return switch (container) {
                case JPEG -> decodeJpeg(file, size);
                case PNG, WEBP -> decode(container, file, size, 1);
                case BMP -> new Pixels(size.width(), size.height(), new Bmp(file).bgr());
                case PNM -> new Pixels(size.width(), size.height(), new Pnm(file).bgr());
                case TIFF -> decodeTiff(new Tiff(file));
            };
        } catch (ArithmeticException e) {
            throw new IOException("it has more pixels than fit into memory", e);
        }
    }

    /** Pillow turns TIFFs upright for whoever opens them, and so does torchvision's loader. */
    private static Pixels decodeTiff(Tiff tiff) throws IOException {
        return Upright.of(new Pixels(tiff.width(), tiff.height(), tiff.bgr()), tiff.orientation());
    }

    private Pixels decodeJpeg(byte[] file, Size size) throws IOException {
        int by = reduction.of(size);
        if (turbo.isPresent() && (orientation == Orientation.IGNORE || Exif.upright(file))) {
            Optional<byte[]> bgr = turbo.get().decode(file, size, by);
            if (bgr.isPresent()) {
                return new Pixels(size.by(by).width(), size.by(by).height(), bgr.get(), size, by);
            }
        }
        return decode(Container.JPEG, file, size, by);
    }

    private Pixels decode(Container container, byte[] file, Size size, int by) throws IOException {
        library.load();
        MatOfByte encoded = new MatOfByte(file);
        int ignore = orientation == Orientation.IGNORE ? Imgcodecs.IMREAD_IGNORE_ORIENTATION : 0;
        Mat mat = imdecode(encoded, Imgcodecs.IMREAD_COLOR | ignore | reduced(by));
        try {
            if (mat.empty() || mat.type() != CvType.CV_8UC3) {
                throw new IOException("a broken " + container + ": it cannot be decoded");
            }
            if (container == Container.WEBP && orientation == Orientation.APPLY) {
                turn(mat, Exif.ofWebp(file)); // of the other formats OpenCV does it
            }
            byte[] bgr = new byte[Math.multiplyExact(Math.multiplyExact(mat.rows(), mat.cols()), 3)];
            mat.get(0, 0, bgr);
            return by == 1 ? new Pixels(mat.cols(), mat.rows(), bgr)
                    : new Pixels(mat.cols(), mat.rows(), bgr, whole(size, mat, by), by);
        } finally {
            mat.release();
            encoded.release();
        }
    }

    private static void turn(Mat mat, int orientation) {
        if (orientation >= 5) { // rows and columns change places
            Core.transpose(mat, mat);
        }
        switch (orientation) {
            case 2, 6 -> Core.flip(mat, mat, 1);
            case 3, 7 -> Core.flip(mat, mat, -1);
            case 4, 8 -> Core.flip(mat, mat, 0);
            default -> {
            }
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

    /** The size of the whole picture, upright as its reduced pixels are. */
    private static Size whole(Size stored, Mat reduced, int by) {
        return stored.by(by).equals(new Size(reduced.cols(), reduced.rows())) ? stored : stored.turned();
    }

    private static Mat imdecode(MatOfByte encoded, int flags) throws IOException {
        try {
            return Imgcodecs.imdecode(encoded, flags);
        } catch (CvException e) {
            throw new IOException("it cannot be decoded: " + String.valueOf(e.getMessage()).strip(), e);
        }
    }
}
