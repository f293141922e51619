@NullMarked
package dev.headstart.head;

import org.jspecify.annotations.NullMarked;
