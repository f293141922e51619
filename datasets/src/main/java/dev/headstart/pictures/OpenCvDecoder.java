package dev.headstart.pictures;

import java.io.IOException;
import org.opencv.core.CvException;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.imgcodecs.Imgcodecs;

/** OpenCV's readers: libwebp and a libjpeg-turbo of its own. They write what they find wrong to the terminal. */
final class OpenCvDecoder {
    private final OpenCvLibrary library = new OpenCvLibrary();

    /**
     * Decodes a picture.
     *
     * @param size that the file declares
     * @param by 1, 2, 4 or 8, what its sides are divided by
     * @throws IOException if it is broken
     */
    Pixels decode(Container container, byte[] file, Size size, int by) throws IOException {
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
