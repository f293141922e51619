package dev.headstart.pictures;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageIO;
import nu.pattern.OpenCV;
import org.opencv.core.Core;
import org.opencv.core.CvException;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.imgcodecs.Imgcodecs;

/**
 * Decodes pictures to the bytes that Pillow's {@code convert("RGB")} gives, with OpenCV's codecs, which share Pillow's JPEG library.
 * Alpha is dropped, not blended, as Pillow does.
 */
public final class Decoder {
    private static final byte[] GIF = {'G', 'I', 'F', '8'};

    private final int flags;

    /** @param orientation whether pictures are turned upright by their EXIF tag */
    public Decoder(Orientation orientation) {
        OpenCV.loadLocally();
        Core.setNumThreads(1);
        flags = Imgcodecs.IMREAD_COLOR | (orientation == Orientation.IGNORE ? Imgcodecs.IMREAD_IGNORE_ORIENTATION : 0);
    }

    /** @throws IOException if it is no picture, or a broken one */
    public Pixels decode(byte[] file) throws IOException {
        if (file.length >= GIF.length && Arrays.equals(file, 0, GIF.length, GIF, 0, GIF.length)) {
            return decodeGif(file);
        }
        if (file.length == 0) {
            throw new IOException("the file is empty");
        }
        MatOfByte encoded = new MatOfByte(file);
        Mat mat = imdecode(encoded);
        try {
            if (mat.empty() || mat.type() != CvType.CV_8UC3) {
                throw new IOException("not a picture, or a broken one");
            }
            byte[] bgr = new byte[Math.multiplyExact(Math.multiplyExact(mat.rows(), mat.cols()), 3)];
            mat.get(0, 0, bgr);
            return new Pixels(mat.cols(), mat.rows(), bgr);
        } catch (ArithmeticException e) {
            throw new IOException("it has more pixels than fit into memory", e);
        } finally {
            mat.release();
            encoded.release();
        }
    }

    private Mat imdecode(MatOfByte encoded) throws IOException {
        try {
            return Imgcodecs.imdecode(encoded, flags);
        } catch (CvException e) {
            throw new IOException("it cannot be decoded: " + e.getMessage(), e);
        }
    }

    private static Pixels decodeGif(byte[] file) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(file));
        if (image == null) {
            throw new IOException("a broken GIF");
        }
        int width = image.getWidth();
        int height = image.getHeight();
        int[] rgb = image.getRGB(0, 0, width, height, null, 0, width);
        byte[] bgr = new byte[rgb.length * 3];
        for (int i = 0; i < rgb.length; i++) {
            bgr[3 * i] = (byte) rgb[i];
            bgr[3 * i + 1] = (byte) (rgb[i] >> 8);
            bgr[3 * i + 2] = (byte) (rgb[i] >> 16);
        }
        return new Pixels(width, height, bgr);
    }
}
