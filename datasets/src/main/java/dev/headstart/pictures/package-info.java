@NullMarked
package dev.headstart.pictures;

import org.jspecify.annotations.NullMarked;
