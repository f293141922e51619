@NullMarked
package dev.headstart.embeddings;

import org.jspecify.annotations.NullMarked;
