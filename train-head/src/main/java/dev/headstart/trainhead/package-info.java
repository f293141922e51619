/**
 * Stage two: embeddings to a trained head, its measures and its files.
 *
 * <p>The command from Java, and its head at work on an embedding:
 *
 * {@snippet :
 * int exit = Main.run(new TrainHeadCommand(), "--l2", "0.01", "--no-report", "--out", out, store);
 * HeadFile head = HeadFile.read(Path.of(out));
 * double[] probabilities = head.calibrated().probabilities(vector, 0); // [classes]
 * List<String> lines = new ArrayList<>();
 * for (int c = 0; c < probabilities.length; c++) {
 *     lines.add(String.format(Locale.ROOT, "%s %.1f", head.labels().get(c), probabilities[c]));
 * }
 * }
 */
@NullMarked
package dev.headstart.trainhead;

import org.jspecify.annotations.NullMarked;
