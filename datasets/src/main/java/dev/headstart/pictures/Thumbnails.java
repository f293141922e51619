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
    private final OpenCvLibrary library = new OpenCvLibrary();
    private final int side;

    /**
     * @param orientation whether pictures are turned upright as their metadata says
     * @param maxPixels larger pictures are refused before they are decoded
     * @param side of the square that the JPEGs fit into, pixels
     */
    public Thumbnails(Orientation orientation, long maxPixels, int side) {
        decoder = new Decoder(orientation, maxPixels, new Reduction(2 * side));
        this.side = side;
    }

    /**
     * A JPEG that fits the square, or has the picture's size where that is smaller.
     *
     * @throws IOException if it is no picture, not whole, broken or too large; its message says which
     */
    public byte[] jpeg(byte[] file) throws IOException {
        Pixels pixels = decoder.decode(file);
        library.load();
        Mat mat = new Mat(pixels.height(), pixels.width(), CvType.CV_8UC3);
        Mat small = new Mat();
        MatOfByte jpeg = new MatOfByte();
        try {
            mat.put(0, 0, pixels.bgr());
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
}
