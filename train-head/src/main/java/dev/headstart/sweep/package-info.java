/** Trying heads and settings on folds, and choosing among them. */
@NullMarked
package dev.headstart.sweep;

import org.jspecify.annotations.NullMarked;
