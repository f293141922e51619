/**
 * Trying heads and settings on folds, and choosing among them.
 *
 * {@snippet lang = java :
 * Embeddings embeddings = EmbeddingsFiles.read(List.of(file), ColumnNames.SHOWN, 2);
 * List<Sample> rows = embeddings.rows();
 * List<String> classes = rows.stream().map(Sample::label).distinct().sorted().toList();
 * Split split = Split.of(rows, IntStream.range(0, rows.size()).boxed().toList(), 0.2, 0);
 * Samples known = Samples.of(embeddings, split.known(), classes);
 * Recipe recipe = new Recipe(List.of(HeadKind.LINEAR, HeadKind.KNN), Map.of(), LinearSolver.LBFGS,
 *         new MiniBatches(25, 32, 0.9, 0), Optional.empty(), Normalization.NONE, false, Device.cpu());
 * Sweep sweep = new Sweep(known, List.of(split.holdOut()), recipe);
 * Classifier head = sweep.refit(sweep.run().best(), split.holdOut().train());
 * Measures measures = Measures.of(Sweep.predict(head, known.subset(split.holdOut().validation())));
 * }
 */
@NullMarked
package dev.headstart.sweep;

import org.jspecify.annotations.NullMarked;
