/** What the machine is that the commands run on: its CPU's instructions, its memory. Whoever chooses between ways asks here. */
@NullMarked
package dev.headstart.machine;

import org.jspecify.annotations.NullMarked;
