@NullMarked
package dev.headstart.cli;

import org.jspecify.annotations.NullMarked;
