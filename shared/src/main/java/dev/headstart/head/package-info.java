/** The trained head as a file that PyTorch reads: safetensors under torchvision's names. */
@NullMarked
package dev.headstart.head;

import org.jspecify.annotations.NullMarked;
