package dev.headstart.pictures;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * The JDK's reader of JPEGs: libjpeg, whose pixels are Pillow's, at half the speed of libjpeg-turbo. Unlike OpenCV's reader it hands warnings
 * on, notices what is wrong behind the last row, and writes nothing to the terminal.
 */
final class JdkJpeg {
    private static final String JDKS_OWN = "com.sun.imageio.";
    private static final int EIGHT_BITS = 8;

    /** Bytes of Java's heap for each pixel: of one or four colours, three are made in another array. */
    static int bytesPerPixel(JpegHeader header) {
        return header.colours().map(colours -> switch (colours) {
            case YCC, RGB -> 3;
            case GREY -> 1 + 3;
            case CMYK, YCCK -> 4 + 3;
        }).orElse(0);
    }

    /** @throws IOException if it is broken, or of a kind that the JDK does not read; its message says which */
    Pixels decode(byte[] file, Size size) throws IOException {
        JpegHeader header = JpegHeader.of(file);
        if (header.precision() != EIGHT_BITS) {
            throw new IOException("a JPEG of " + header.precision() + " bits, which is not read; those of 8 are");
        }
        JpegHeader.Colours colours = header.colours()
                .orElseThrow(
                        () -> new IOException("a JPEG of another number of colours than 1, 3 or 4, which is not read"));
        List<String> warnings = new ArrayList<>();
        ImageReader reader = reader();
        reader.addIIOReadWarningListener((_, warning) -> warnings.add(warning));
        try (ImageInputStream in = new MemoryCacheImageInputStream(
                new ByteArrayInputStream(header.plain(file, colours)))) {
            reader.setInput(in, true, true);
            byte[] bgr = bgr(reader, colours);
            if (bgr.length != Math.multiplyExact(Math.multiplyExact(size.width(), size.height()), 3)) {
                throw new IOException("a broken JPEG: its pixels are not " + size.width() + " x " + size.height());
            }
            return new Pixels(size.width(), size.height(), bgr, size, 1,
                    warnings.isEmpty() ? null : warnings.getFirst());
        } catch (IOException | RuntimeException e) {
            throw new IOException(reason(String.valueOf(e.getMessage())), e);
        } finally {
            reader.dispose();
        }
    }

    /** Others may have registered readers of their own. */
    private static ImageReader reader() {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("jpeg");
        while (readers.hasNext()) {
            ImageReader reader = readers.next();
            if (reader.getClass().getName().startsWith(JDKS_OWN)) {
                return reader;
            }
        }
        throw new IllegalStateException("this Java has no reader of JPEGs");
    }

    private static byte[] bgr(ImageReader reader, JpegHeader.Colours colours) throws IOException {
        return switch (colours) {
            case YCC, RGB -> {
                BufferedImage image = reader.read(0);
                if (image.getType() != BufferedImage.TYPE_3BYTE_BGR) {
                    throw new IOException("its pixels are of type " + image.getType());
                }
                yield bytes(image.getRaster());
            }
            case GREY -> {
                byte[] grey = bytes(reader.readRaster(0, null));
                byte[] bgr = new byte[Math.multiplyExact(grey.length, 3)];
                for (int i = 0; i < bgr.length; i++) {
                    bgr[i] = grey[i / 3];
                }
                yield bgr;
            }
            case CMYK -> Cmyk.bgr(bytes(reader.readRaster(0, null)));
            case YCCK -> {
                byte[] pixels = bytes(reader.readRaster(0, null));
                Cmyk.ofYcck(pixels);
                yield Cmyk.bgr(pixels);
            }
        };
    }

    private static byte[] bytes(Raster raster) {
        return ((DataBufferByte) raster.getDataBuffer()).getData();
    }

    /** A sentence of ours for the two that libjpeg's words would not tell. */
    private static String reason(String message) {
        if (message.contains("arithmetic")) {
            return "a JPEG with arithmetic coding, which is read only where libturbojpeg 2.0 or later is installed and "
                    + "finds nothing wrong with it";
        }
        return message.startsWith("a ") ? message : "a broken JPEG: " + message;
    }
}
