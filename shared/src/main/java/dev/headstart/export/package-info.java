/**
 * A trained network in the forms that others load: a TorchScript file, a state dict under torchvision's names, a folder for DJL Serving.
 */
@NullMarked
package dev.headstart.export;

import org.jspecify.annotations.NullMarked;
