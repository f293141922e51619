/** How good a head is: what it says of samples, and what that is worth. */
@NullMarked
package dev.headstart.metrics;

import org.jspecify.annotations.NullMarked;
