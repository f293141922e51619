/**
 * Files that other processes may want at the same time: one writer, and nothing half-written under
 * the final name, whatever ends the process or the machine.
 */
@NullMarked
package dev.headstart.files;

import org.jspecify.annotations.NullMarked;
