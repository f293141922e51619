@NullMarked
package dev.headstart.backbone;

import org.jspecify.annotations.NullMarked;
