@NullMarked
package dev.headstart.datasets;

import org.jspecify.annotations.NullMarked;
