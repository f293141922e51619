/**
 * Stage one: every picture through the frozen backbone once, its embedding into Parquet, or a trained head's predictions into a table.
 *
 * <p>What it is made of is for use from Java in {@link dev.headstart.datasets}, {@link dev.headstart.torchscript} and
 * {@link dev.headstart.embeddings}; the whole of it, with resuming and all, is a call:
 * {@snippet lang = java :
 * int exit = Main.run(new ExtractCommand(), "--arch", "vgg16", "--weights", "seeded:0", "images", "out.parquet");
 * try (EmbeddingsReader reader = EmbeddingsReader.open(Path.of("out.parquet"))) {
 *     reader.forEach(row -> System.out.println(row.row().path() + " " + row.vectors().getFirst().length));
 * }
 * }
 */
@NullMarked
package dev.headstart.extract;

import org.jspecify.annotations.NullMarked;
