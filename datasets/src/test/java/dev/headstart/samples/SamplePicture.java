package dev.headstart.samples;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** A picture of {@code datasets/samples}. Its path decides all that is random in it. */
record SamplePicture(Part part, Landscape landscape, int number) {
    private static final float QUALITY = 0.75f;

    /** The folders above the classes. */
    enum Part {
        TRAIN(60),
        TEST(20);

        /** Pictures of each class. */
        final int perClass;

        Part(int perClass) {
            this.perClass = perClass;
        }
    }

    static List<SamplePicture> all() {
        List<SamplePicture> all = new ArrayList<>();
        for (Part part : Part.values()) {
            for (Landscape landscape : Landscape.values()) {
                for (int number = 0; number < part.perClass; number++) {
                    all.add(new SamplePicture(part, landscape, number));
                }
            }
        }
        return all;
    }

    /** Relative to the samples: {@code train/sea/07.jpg}. */
    String path() {
        return String.format(Locale.ROOT, "%s/%s/%02d.jpg", part, landscape, number).toLowerCase(Locale.ROOT);
    }

    /** As a JPEG file. */
    byte[] jpeg() throws IOException {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(path().hashCode());
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionQuality(QUALITY);
            writer.write(null, new IIOImage(landscape.draw(random), null, null), parameters);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
