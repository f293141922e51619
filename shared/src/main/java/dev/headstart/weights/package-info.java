@NullMarked
package dev.headstart.weights;

import org.jspecify.annotations.NullMarked;
