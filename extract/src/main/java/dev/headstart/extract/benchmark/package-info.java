/**
 * The command {@code benchmark}: what {@code extract} does, and what Python does instead, timed in turn on the same pictures. Every
 * measurement is a process of its own, this program's as well as Python's; the last line it prints tells pictures a second.
 */
@NullMarked
package dev.headstart.extract.benchmark;

import org.jspecify.annotations.NullMarked;
