package dev.headstart.pictures;

import java.io.IOException;
import org.opencv.core.CvException;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.MatOfInt;
import org.opencv.imgcodecs.Imgcodecs;
import org.opencv.imgproc.Imgproc;

/** Makes small JPEGs of pictures, to look at. May be used by several threads at once. */
public final class Thumbnails {
    private static final int QUALITY = 78;

    private final Decoder decoder;
    private final int orientation;
    private final long maxPixels;

    /**
     * @param orientation whether pictures are turned upright by their EXIF tag
     * @param maxPixels larger pictures are refused before they are decoded
     */
    public Thumbnails(Orientation orientation, long maxPixels) {
        decoder = new Decoder(orientation, maxPixels);
        this.orientation = orientation == Orientation.IGNORE ? Imgcodecs.IMREAD_IGNORE_ORIENTATION : 0;
        this.maxPixels = maxPixels;
    }

    /**
     * A JPEG whose longer side is {@code side} pixels, or the picture's where that is shorter.
     *
     * @throws IOException if it is no picture, not whole, broken or too large; its message says which
     */
    public byte[] jpeg(byte[] file, int side) throws IOException {
        Mat mat = Container.of(file) == Container.JPEG ? reduced(file, side) : whole(file);
        Mat small = new Mat();
        MatOfByte jpeg = new MatOfByte();
        try {
            double scale = Math.min(1, (double) side / Math.max(mat.cols(), mat.rows()));
            Imgproc.resize(mat, small, new org.opencv.core.Size(Math.max(1, Math.rint(mat.cols() * scale)),
                    Math.max(1, Math.rint(mat.rows() * scale))), 0, 0, Imgproc.INTER_AREA);
            Imgcodecs.imencode(".jpg", small, jpeg,
                    new MatOfInt(Imgcodecs.IMWRITE_JPEG_QUALITY, QUALITY, Imgcodecs.IMWRITE_JPEG_OPTIMIZE, 1));
            return jpeg.toArray();
        } catch (CvException e) {
            throw new IOException("it cannot be made small: " + String.valueOf(e.getMessage()).strip(), e);
        } finally {
            mat.release();
            small.release();
            jpeg.release();
        }
    }

    /** At an eighth, a quarter or half its size, where that still leaves enough: the JPEG decoder then does a fraction of the work. */
    private Mat reduced(byte[] file, int side) throws IOException {
        Size size = Container.JPEG.check(file);
        if (size.pixels() > maxPixels) {
            return whole(file); // which refuses it
        }
        int longer = Math.max(size.width(), size.height());
        int flag = longer >= 16 * side ? Imgcodecs.IMREAD_REDUCED_COLOR_8
                : longer >= 8 * side ? Imgcodecs.IMREAD_REDUCED_COLOR_4
                        : longer >= 4 * side ? Imgcodecs.IMREAD_REDUCED_COLOR_2 : Imgcodecs.IMREAD_COLOR;
        MatOfByte encoded = new MatOfByte(file);
        try {
            Mat mat = Imgcodecs.imdecode(encoded, flag | orientation);
            return mat.empty() ? whole(file) : mat;
        } catch (CvException e) {
            throw new IOException("it cannot be decoded: " + String.valueOf(e.getMessage()).strip(), e);
        } finally {
            encoded.release();
        }
    }

    private Mat whole(byte[] file) throws IOException {
        Pixels pixels = decoder.decode(file);
        Mat mat = new Mat(pixels.height(), pixels.width(), CvType.CV_8UC3);
        mat.put(0, 0, pixels.bgr());
        return mat;
    }
}
