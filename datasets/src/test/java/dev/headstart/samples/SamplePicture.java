package dev.headstart.samples;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/**
 * Draws one picture of a class: its pattern turned, scaled and shifted at random, between two random colours of which the one may come
 * close to the other, under uneven light and grain. What a class is shows in its shape alone.
 */
record SamplePicture(SampleClass kind, int number) {
    private static final int WIDTH = 104;
    private static final int HEIGHT = 80;
    private static final float QUALITY = 0.85f;

    /** As a JPEG file. */
    byte[] jpeg() throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionQuality(QUALITY);
            writer.write(null, new IIOImage(draw(), null, null), parameters);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private BufferedImage draw() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom")
                .create(31L * kind.name().hashCode() + number);
        double angle = random.nextDouble(-0.5, 0.5);
        double period = random.nextDouble(9, 15);
        double shiftX = random.nextDouble(WIDTH);
        double shiftY = random.nextDouble(HEIGHT);
        double grey = random.nextDouble(20, 60);
        double[] dark = {grey + random.nextDouble(40), grey + random.nextDouble(40), grey + random.nextDouble(40)};
        double contrast = random.nextDouble(90, 140);
        double lightX = random.nextDouble(-20, 20);
        double lightY = random.nextDouble(-20, 20);
        double grain = random.nextDouble(2, 10);
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                double u = (Math.cos(angle) * (x - shiftX) + Math.sin(angle) * (y - shiftY)) / period;
                double v = (Math.cos(angle) * (y - shiftY) - Math.sin(angle) * (x - shiftX)) / period;
                double light = lightX * (x / (double) WIDTH - 0.5) + lightY * (y / (double) HEIGHT - 0.5);
                double brightness = contrast * kind.at(u, v) + light;
                int rgb = 0;
                for (int c = 0; c < 3; c++) {
                    double value = dark[c] + brightness + grain * random.nextGaussian();
                    rgb = rgb << 8 | (int) Math.clamp(value, 0, 255);
                }
                image.setRGB(x, y, rgb);
            }
        }
        return image;
    }
}
