/**
 * Stage one: every picture through the frozen backbone once, its embedding into Parquet, or a trained head's predictions into a table.
 * What it is made of is for use from Java in {@link dev.headstart.datasets}, {@link dev.headstart.torchscript} and
 * {@link dev.headstart.embeddings}.
 *
 * <p>The whole of it, with resuming and all, is a call; what it wrote is read by another:
 *
 * {@snippet :
 * int exit = Main.run(new ExtractCommand(), "--weights", "seeded:0", images, store);
 * List<String> lines = new ArrayList<>();
 * try (EmbeddingsReader reader = EmbeddingsReader.open(Path.of(store))) {
 *     reader.forEach(embedding -> {
 *         float[] vector = embedding.vectors().getFirst(); // [512]
 *         lines.add(embedding.row().path() + ": " + vector.length + " numbers");
 *     });
 * }
 * }
 */
@NullMarked
package dev.headstart.extract;

import org.jspecify.annotations.NullMarked;
