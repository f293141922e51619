/** What the time goes into, by itself, under JMH; {@code extract/pom.xml} says how to run it. */
@NullMarked
package dev.headstart.extract.kernels;

import org.jspecify.annotations.NullMarked;
