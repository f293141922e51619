@NullMarked
package dev.headstart.torchscript;

import org.jspecify.annotations.NullMarked;
