/** Which rows heads learn from, which they are chosen by, and which they are measured on at the end. */
@NullMarked
package dev.headstart.splits;

import org.jspecify.annotations.NullMarked;
