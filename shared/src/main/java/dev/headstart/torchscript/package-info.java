/**
 * From a backbone's tree to a program that libtorch runs. {@link dev.headstart.torchscript.Compiler} lowers the tree to steps
 * ({@link dev.headstart.torchscript.Graph}), fuses them, says them in serialised TorchScript with the kernels of the target, and writes
 * the archive; {@link dev.headstart.torchscript.Program} loads and runs it: {@code uint8 [N, H, W, 3]} in, {@code float32 [N, dim]} out.
 */
@NullMarked
package dev.headstart.torchscript;

import org.jspecify.annotations.NullMarked;
