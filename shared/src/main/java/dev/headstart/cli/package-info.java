/** What both commands do alike: one-line errors, exit codes, progress, the nearest word to a mistyped one. */
@NullMarked
package dev.headstart.cli;

import org.jspecify.annotations.NullMarked;
