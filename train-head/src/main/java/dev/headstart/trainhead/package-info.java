/** Stage two: embeddings to a trained head, its measures and its files. */
@NullMarked
package dev.headstart.trainhead;

import org.jspecify.annotations.NullMarked;
