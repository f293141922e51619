/** Files that other processes may want at the same time: one writer, and nothing half-written under the final name. */
@NullMarked
package dev.headstart.files;

import org.jspecify.annotations.NullMarked;
