package dev.headstart.extract;

import dev.headstart.cli.Main;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** What the launcher has the JVM watch to start the command faster from then on: the command, run once on a few black pictures. */
final class Rehearsal {
    private static final int PICTURES = 4;
    private static final int SIDE = 256;

    private Rehearsal() {}

    /** @param args an empty folder to work in */
    public static void main(String[] args) throws IOException {
        Path pictures = Files.createDirectory(Path.of(args[0], "pictures"));
        for (int i = 0; i < PICTURES; i++) {
            ImageIO.write(new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB), "jpg",
                    pictures.resolve(i + ".jpg").toFile());
        }
        Main.run(new ExtractCommand(), "--help");
        System.exit(Main.run(new ExtractCommand(), "--weights", "seeded:0", "--layer", "maxpool", pictures.toString(),
                Path.of(args[0], "rehearsal.parquet").toString()));
    }
}
