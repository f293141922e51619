/** Stage one: every picture through the frozen backbone once, its embedding into Parquet. */
@NullMarked
package dev.headstart.extract;

import org.jspecify.annotations.NullMarked;
