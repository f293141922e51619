package dev.headstart.trainhead;

import dev.headstart.cli.Main;
import dev.headstart.embeddings.Embedding;
import dev.headstart.embeddings.EmbeddingsWriter;
import dev.headstart.embeddings.Origin;
import dev.headstart.embeddings.Row;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/** What the launcher has the JVM watch to start the command faster from then on: the command, run once on made-up rows. */
final class Rehearsal {
    private static final int ROWS = 64;
    private static final int DIMENSION = 16;

    private Rehearsal() {}

    /** @param args an empty folder to work in */
    public static void main(String[] args) throws IOException {
        Path embeddings = Path.of(args[0], "rehearsal.parquet");
        write(embeddings);
        Main.run(new TrainHeadCommand(), "--help");
        System.exit(Main.run(new TrainHeadCommand(), embeddings.toString()));
    }

    private static void write(Path file) throws IOException {
        SplittableRandom random = new SplittableRandom(0);
        Origin origin = new Origin("resnet18", "seeded:0", List.of("avgpool"), "", "", "", "", "");
        try (EmbeddingsWriter writer = new EmbeddingsWriter(file, origin)) {
            for (int i = 0; i < ROWS; i++) {
                float[] vector = new float[DIMENSION];
                for (int k = 0; k < DIMENSION; k++) {
                    vector[k] = random.nextFloat();
                }
                Row row = new Row(i + ".jpg", i % 2 == 0 ? "even" : "odd", null, 1, 1, "0".repeat(64), 1, 1);
                writer.write(new Embedding(row, List.of(vector)));
            }
            writer.commit();
        }
    }
}
