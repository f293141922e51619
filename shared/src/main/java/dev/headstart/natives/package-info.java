/** Native libraries: where they are unpacked to, and what of the environment the libraries that bring them see. */
@NullMarked
package dev.headstart.natives;

import org.jspecify.annotations.NullMarked;
